import {defineCase} from '#case';
import {directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {type Attempt, refuseAll} from './_attempts.ts';

const here = c.AT_FDCWD;

/**
 * Tools such as `mkdir -p` and `ln -f` go by this order: that the filesystem is read-only is told last. It takes lookups
 * that tell what is there, and a superblock that is read-only: without that flag every line that says EROFS is another.
 */
export default defineCase({
	title:
		'making is EEXIST where the name is taken and ENOENT or ENOTDIR where its directory is missing, else EROFS',
	groups: ['auto', 'quick', 'write-refused'],
	needs: [],
	batch: true,
	async run(t) {
		const n = loadNative();
		const tree = directory({
			dangling: symlink('nowhere'),
			dir: directory({inside: regularFile()}),
			fifo: specialFile('fifo'),
			file: regularFile(),
			link: symlink('file'),
		});
		const {path} = await t.mount(await t.image(tree));
		const at = (name: string) => `${path}/${name}`;
		const outside = `${t.tmp()}/outside`;
		n.mknodat(here, outside, c.S_IFREG | 0o600, 0, 0);
		const makers: Record<string, (name: string) => unknown> = {
			linkat: (name) => n.linkat(here, at('file'), here, at(name), 0),
			mkdirat: (name) => n.mkdirat(here, at(name), 0o755),
			mknodat: (name) => n.mknodat(here, at(name), c.S_IFREG | 0o644, 0, 0),
			symlinkat: (name) => n.symlinkat('target', here, at(name)),
		};
		const places: Record<string, readonly string[]> = {
			EEXIST: ['.', '..', 'dangling', 'dir', 'dir/.', 'dir/inside', 'fifo', 'file', 'link'],
			ENOENT: ['absent/new', 'dangling/new', 'dir/absent/new'],
			ENOTDIR: ['file/new', 'link/new', 'fifo/new', 'dir/inside/new'],
			EROFS: ['new', 'dir/new', 'n'.repeat(255)],
		};
		const attempts = Object.entries(makers).flatMap(([call, make]) =>
			Object.entries(places).flatMap(([code, names]) =>
				names.map((name): Attempt => [code, `${call} of ${name}`, () => make(name)]),
			),
		);

		await refuseAll(t, attempts);
		await refuseAll(t, [
			['EEXIST', 'mkdirat with a slash behind', () => n.mkdirat(here, at('dir/'), 0o755)],
			['EROFS', 'mkdirat with a slash behind', () => n.mkdirat(here, at('new/'), 0o755)],
			['ENOENT', 'mknodat with a slash behind', () => n.mknodat(here, at('new/'), c.S_IFREG, 0, 0)],
			['ENOENT', 'linkat of what is absent', () => n.linkat(here, at('absent'), here, at('new'), 0)],
			['EROFS', 'linkat from elsewhere', () => n.linkat(here, outside, here, at('new'), 0)],
			['EEXIST', 'linkat from elsewhere', () => n.linkat(here, outside, here, at('file'), 0)],
			['EXDEV', 'linkat to elsewhere', () => n.linkat(here, at('file'), here, `${outside}-2`, 0)],
		]);
	},
});
