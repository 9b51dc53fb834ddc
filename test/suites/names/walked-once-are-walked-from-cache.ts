import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';

/**
 * RESOLVE_CACHED refuses to wait: a driver that forgets what it was asked for (names that are absent, targets of symlinks), or
 * must be asked again about each dentry, says EAGAIN for ever.
 */
export default defineCase({
	title:
		'a path walked once, symlinks and absent names included, is walked again without waiting; one never walked is EAGAIN',
	groups: ['auto', 'quick', 'names'],
	needs: ['cached-links'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const tree = directory({
			dir: directory({file: regularFile(), sub: directory({file: regularFile()})}),
			link: symlink('dir/sub'),
		});
		const mount = await t.mount(await t.image(tree));
		const root = mount.open('.', c.O_PATH).fd;
		const walk = (path: string, resolve: number) =>
			native.close(native.openat2(root, path, {flags: c.O_PATH | c.O_CLOEXEC, mode: 0, resolve}));
		const paths = ['dir/sub/file', 'link/file', 'dir/../link/../file'];
		const absent = ['dir/absent', 'link/absent'];

		for (let round = 0; round < 3; round++) {
			dropInodes();
			for (const path of [...paths, ...absent]) await t.fails('EAGAIN', () => walk(path, c.RESOLVE_CACHED));
			for (const path of paths) walk(path, 0);
			for (const path of absent) await t.fails('ENOENT', () => walk(path, 0));

			for (const path of paths) walk(path, c.RESOLVE_CACHED);
			for (const path of absent) await t.fails('ENOENT', () => walk(path, c.RESOLVE_CACHED));
		}
	},
});
