import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {DamagedImage} from '../hostile/_damage.ts';
import {lstatx} from './_statx.ts';

export default defineCase({
	title: 'blocks off their multiple of 4, and blocks that directories or inodes share, are read',
	groups: ['auto', 'inodes'],
	batch: true,
	async run(t) {
		const file = regularFile(undefined, {xattrs: {'user.key': 'value'}});
		const tree = directory({a: directory({file}), b: directory({other: file}), c: regularFile()});
		const image = new DamagedImage(tree);
		const block = image.chunk('/a', 'variableData');
		const xattrs = image.chunk('/a/file', 'xattrs');
		// Both move to the end, one byte after a multiple of 4; b then shows the entries of a.
		const end = image.bytes.length - image.vdataOffset;
		const pad = 4 - (image.bytes.length % 4) + 1;
		const moved = Buffer.concat([
			image.bytes,
			Buffer.alloc(pad),
			image.bytes.subarray(block.offset, block.offset + block.length),
			image.bytes.subarray(xattrs.offset, xattrs.offset + xattrs.length),
		]);
		const offset = BigInt(end + pad);
		image.setReference('/a', 'variableData', {offset});
		image.setReference('/b', 'variableData', {offset, length: block.length});
		const shared = {offset: offset + BigInt(block.length), length: xattrs.length};
		image.setReference('/a/file', 'xattrs', shared);
		image.setReference('/c', 'xattrs', shared);
		image.bytes.copy(moved);
		t.is(moved.indexOf('file', -block.length - xattrs.length) % 4, 1, 'the name is where it should be');
		const mount = await t.mount(await t.image(moved));

		for (const name of ['a', 'b']) {
			t.deepEqual(namesOf(listDirectory(`${mount.path}/${name}`)), ['.', '..', 'file']);
			t.is(lstatx(`${mount.path}/${name}/file`).ino, BigInt(image.number('/a/file') + 1));
		}
		for (const path of ['a/file', 'c'])
			t.is(loadNative().getxattr(`${mount.path}/${path}`, 'user.key', 64).toString(), 'value');
	},
});
