import {closeSync, openSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';
import {getXattr, listXattrs} from '../xattrs/_get.ts';
import {DamagedImage} from './_damage.ts';

const length = 2 ** 32 - 1;

export default defineCase({
	title:
		'blocks of 4 GiB less a byte are walked as far as they are sound, without memory for what they claim',
	groups: ['auto', 'hostile'],
	batch: true,
	async run(t) {
		const xattrs = (name: string) => ({'user.name': name});
		const file = (name: string) => regularFile(undefined, {xattrs: xattrs(name)});
		const tree = directory({
			claims: directory({one: regularFile()}),
			long: directory({two: regularFile()}),
			x: file('sound'),
			y: file('claims'),
		});
		const image = new DamagedImage(tree);
		for (const dir of ['/claims', '/long']) image.setReference(dir, 'variableData', {length});
		for (const path of ['/x', '/y']) image.setReference(path, 'xattrs', {length});
		// As many as fit.
		image.setDirentCount('/claims', Math.floor((length - 4) / 12));
		image.setXattrCount('/y', 65_535);
		const file4g = await t.image(image.bytes);
		const hole = openSync(file4g.path, 'r+');
		loadNative().truncate(file4g.path, BigInt(image.bytes.length) + 2n ** 32n);
		closeSync(hole);
		const mount = await t.mount(file4g);
		const at = (path: string) => `${mount.path}/${path}`;

		t.deepEqual(namesOf(listDirectory(at('long'))), ['.', '..', 'two']);
		t.is(lstatx(at('long/two')).size, 0n);
		await t.fails('ENOENT', () => lstatx(at('long/three')));
		t.is(getXattr(at('x'), 'user.name').toString(), 'sound');
		await t.fails('EUCLEAN', () => listDirectory(at('claims')));
		for (const name of ['one', 'a', 'z']) await t.fails('EUCLEAN', () => lstatx(at(`claims/${name}`)));
		await t.fails('EUCLEAN', () => listXattrs(at('y')));
		await t.fails('EUCLEAN', () => getXattr(at('y'), 'user.zz'));
	},
});
