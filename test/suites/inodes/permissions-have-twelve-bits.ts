import {defineCase} from '#case';
import {directory, type Inode, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {lstatx} from './_statx.ts';

const types: Record<string, (permissions: number) => Inode> = {
	dir: (permissions) => directory({}, {permissions}),
	fifo: (permissions) => specialFile('fifo', {permissions}),
	lnk: (permissions) => symlink('x', {permissions}),
	reg: (permissions) => regularFile(undefined, {permissions}),
};

/** Any bit that is masked, moved, or mixed with the umask or the mount's flags shows as another number. */
export default defineCase({
	title:
		'each of the twelve permission bits, alone, missing, and with random others, shows as it is stored, whatever the umask',
	groups: ['auto', 'inodes'],
	needs: [],
	batch: true,
	async run(t) {
		const single = Array.from({length: 12}, (_, bit) => 1 << bit);
		// Elsewhere a symlink has all of them, and no call that sets others.
		const kinds = Object.entries(types).filter(([type]) => type !== 'lnk' || t.contestant === 'composefs');
		const modes = [
			...new Set([
				0,
				0o7777,
				...single,
				...single.map((mode) => mode ^ 0o7777),
				...Array.from({length: 40}, () => t.random.integer(0o10000)),
			]),
		];
		const entries = kinds.flatMap(([type, make]) =>
			modes.map((mode) => [`${type}-${mode.toString(8)}`, make(mode)] as const),
		);
		const umask = process.umask(0o077);
		t.cleanUp('the umask', () => process.umask(umask));
		const mount = await t.mount(await t.image(directory(entries)));

		for (const [type] of kinds)
			for (const mode of modes)
				t.is(lstatx(`${mount.path}/${type}-${mode.toString(8)}`).mode & 0o7777, mode, type);
	},
});
