import {writeSync} from 'node:fs';
import {defineCase} from '#case';
import {deviceFile, directory, specialFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask, user} from '../permissions/_as-task.ts';
import {refuseAll} from './_attempts.ts';

/** A driver whose open refuses writers itself, or whose inodes are all regular to the VFS, fails it. */
export default defineCase({
	title: 'what is written to a device or a fifo is no write to the filesystem; their inodes stay as they are',
	groups: ['auto', 'write-refused'],
	needs: [],
	batch: true,
	async run(t) {
		const n = loadNative();
		const tree = directory({
			closed: deviceFile('chr', {major: 1, minor: 3}, {permissions: 0o400}),
			fifo: specialFile('fifo', {permissions: 0o622}),
			null: deviceFile('chr', {major: 1, minor: 3}, {permissions: 0o666}),
		});
		const mount = await t.mount(await t.image(tree));
		const at = (name: string) => `${mount.path}/${name}`;
		mount.open('fifo', c.O_RDONLY | c.O_NONBLOCK);

		for (const name of ['null', 'fifo'])
			for (const task of [{uid: 0, gid: 0}, user]) {
				asTask(task, () => n.faccessat2(c.AT_FDCWD, at(name), c.W_OK, c.AT_EACCESS));
				const {fd} = asTask(task, () => mount.open(name, c.O_WRONLY | c.O_NONBLOCK | c.O_APPEND));
				t.is(writeSync(fd, 'hello'), 5);
				t.is(n.fcntl(fd, c.F_GETFL, 0) & 3, c.O_WRONLY);
			}
		mount.open('null', c.O_RDWR | c.O_TRUNC).close();
		await t.fails('EACCES', () => asTask(user, () => mount.open('closed', c.O_WRONLY)));
		await refuseAll(
			t,
			['null', 'fifo'].flatMap((name) => [
				['EROFS', `mode of ${name}`, () => n.fchmodat(c.AT_FDCWD, at(name), 0o600)] as const,
				['EROFS', `removal of ${name}`, () => n.unlinkat(c.AT_FDCWD, at(name), 0)] as const,
				['EINVAL', `length of ${name}`, () => n.truncate(at(name), 0)] as const,
			]),
		);
	},
});
