import {readdirSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

const noId = 2 ** 32 - 1;
const damages = [
	['mode-bits', 'mode', 0o300_644, 'mode has bits beyond type and permissions'],
	['no-type', 'mode', 0o644, 'unknown file type'],
	['other-type', 'mode', 0o150_644, 'unknown file type'],
	['uid', 'uid', noId, 'uid or gid is 0xffffffff'],
	['gid', 'gid', noId, 'uid or gid is 0xffffffff'],
	['size', 'size', 2n ** 63n, 'size is above 2^63-1'],
	['mtime', 'mtimeNsec', 1_000_000_000, 'nanoseconds are not below 10^9'],
	['ctime', 'ctimeNsec', 2 ** 32 - 1, 'nanoseconds are not below 10^9'],
	['nlink', 'nlink', 0, 'dirent names an inode with link count 0'],
] as const;

export default defineCase({
	title: 'looking up an inode is EUCLEAN when one of its fields breaks a rule; its neighbours are unharmed',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const names = damages.map(([name]) => name);
		const files = [...names, 'unharmed'].map((name) => [name, regularFile({size: 1, backing: 'x'})] as const);
		const damaged = new DamagedImage(directory(files));
		for (const [name, field, value] of damages) damaged.setInode(`/${name}`, field, value);
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);

		for (const [name, , , rule] of damages)
			await breaksRule(t, image, damaged.number(`/${name}`), rule, () => lstatx(`${mount.path}/${name}`));
		for (const name of names) await t.fails('EUCLEAN', () => mount.open(name));
		t.is(lstatx(`${mount.path}/unharmed`).size, 1n);
		t.deepEqual(readdirSync(mount.path), [...names, 'unharmed'].sort());
	},
});
