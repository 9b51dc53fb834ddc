import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {
	direntField,
	direntSize,
	inodeField,
	inodeSize,
	superblockField,
	superblockSize,
} from '../../../src/image/layout.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {DamagedImage} from '../hostile/_damage.ts';

const junk = 0xff;

export default defineCase({
	title: 'orphan inodes, unused words, padding, gaps and blocks that are longer than their table are ignored',
	groups: ['auto', 'quick', 'inodes'],
	batch: true,
	async run(t) {
		const store = await t.store({content: 'hello'});
		const file = regularFile({size: 5, backing: 'content'}, {xattrs: {'user.key': 'value'}});
		const image = new DamagedImage(directory({file, orphan: regularFile({size: 1, backing: 'gone'})}));
		const orphan = image.number('/orphan');
		const {bytes} = image;
		image.setDirent('/', 1, 'inode', image.number('/file'));
		bytes.fill(junk, superblockField.unused, superblockSize);
		for (let at = superblockSize; at < image.vdataOffset; at += inodeSize)
			bytes.fill(junk, at + inodeField.unused, at + inodeSize);
		const block = image.chunk('/', 'variableData').offset;
		for (let at = block + 4; at < block + 4 + 2 * direntSize; at += direntSize)
			bytes.fill(junk, at + direntField.padding, at + direntSize);
		// One reference ends past its last value, another past its last name: by what follows in vdata.
		image.setReference('/file', 'xattrs', {length: image.chunk('/file', 'xattrs').length + 3});
		image.setReference('/', 'variableData', {length: image.chunk('/', 'variableData').length + 2});
		// A device number where there is no device, a digest that nobody asks for.
		image.setInode('/file', 'rdev', 0x103);
		// A gap between table and vdata, too small for an inode, and bytes behind everything.
		const gap = Buffer.alloc(8, junk);
		bytes.writeBigUInt64LE(BigInt(image.vdataOffset + gap.length), superblockField.vdataOffset);
		const whole = Buffer.concat([
			bytes.subarray(0, image.vdataOffset),
			gap,
			bytes.subarray(image.vdataOffset),
			Buffer.alloc(4097, junk),
		]);
		const mount = await t.mount(await t.image(whole), {basedir: store.path});

		const entries = listDirectory(mount.path);
		t.deepEqual(namesOf(entries), ['.', '..', 'file', 'orphan']);
		t.true(!entries.some(({ino}) => ino === BigInt(orphan + 1)), 'the orphan has no name');
		t.is(readFileSync(`${mount.path}/orphan`, 'utf8'), 'hello');
		t.is(loadNative().getxattr(`${mount.path}/file`, 'user.key', 64).toString(), 'value');
		t.deepEqual(
			t.kernelLog().filter((line) => line.includes('composefs: /')),
			[],
		);
	},
});
