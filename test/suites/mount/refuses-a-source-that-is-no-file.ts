import {mkdirSync, symlinkSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';

export default defineCase({
	title: 'a mount fails at once when its source is absent or anything but a regular file',
	groups: ['auto', 'mount'],
	batch: true,
	deadlineMs: 5_000,
	async run(t) {
		const native = loadNative();
		const image = await t.image(await t.store({greeting: 'hello'}));
		const directory = t.tmp();
		const at = (name: string) => `${directory}/${name}`;
		mkdirSync(at('directory'));
		native.mknodat(c.AT_FDCWD, at('fifo'), c.S_IFIFO | 0o600, 0, 0);
		native.mknodat(c.AT_FDCWD, at('socket'), c.S_IFSOCK | 0o600, 0, 0);
		native.mknodat(c.AT_FDCWD, at('null'), c.S_IFCHR | 0o600, 1, 3);
		symlinkSync(image.path, at('link'));
		symlinkSync('nothing', at('dangling'));

		for (const [name, code] of [
			['absent', 'ENOENT'],
			['dangling', 'ENOENT'],
			['directory', 'EISDIR'],
			['fifo', 'EINVAL'],
			['socket', 'EINVAL'],
			['null', 'EINVAL'],
		] as const)
			await t.fails(code, () => t.mount({path: at(name)}));

		// The link itself is no image, what it leads to is one.
		using link = new FilesystemContext();
		const location = native.openat(c.AT_FDCWD, at('link'), c.O_PATH | c.O_NOFOLLOW, 0);
		link.setLocation('source', location);
		native.close(location);
		await t.fails('EINVAL', () => link.create());
		await t.mount({path: at('link')});
	},
});
