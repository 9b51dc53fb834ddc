import type {CaseContext} from '#case';
import {
	direntField,
	direntSize,
	inodeField,
	inodeSize,
	superblockField,
	superblockSize,
	typeCode,
} from '../../../src/image/layout.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {DamagedImage} from '../hostile/_damage.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';
import {listDirectory, namesOf} from './_list.ts';
import {numberedNames} from './_names.ts';

/** A directory of this many files with names of this length: listed whole, a sample of them looked up. */
export async function largeDirectory(t: CaseContext, count: number, nameLength: number): Promise<void> {
	const names = numberedNames(count, nameLength);
	const mount = await t.mount(await t.image(imageOf(names)));
	const large = `${mount.path}/large`;

	const entries = listDirectory(large, 1 << 20);
	t.is(entries.length, count + 2);
	t.is(namesOf(entries.slice(2)).join('\n'), names.join('\n'));
	t.is(new Set(entries.slice(2).map(({ino}) => ino)).size, count, 'each has an inode of its own');

	dropInodes();
	const some = Array.from({length: 100}, () => t.random.integer(count));
	for (const at of [0, 1, count - 2, count - 1, ...some]) {
		const name = names[at] as string;
		t.is(lstatx(`${large}/${name}`).uid, at);
		await t.fails('ENOENT', () => lstatx(`${large}/${name.slice(0, -1)}`));
		await t.fails('ENOENT', () => lstatx(`${large}/${name}0`));
	}
}

/** The image of a directory `large`, each file owned by its index: the writer takes seconds for that under emulation. */
function imageOf(names: readonly string[]): Buffer {
	const small = new DamagedImage(directory({large: directory({x: regularFile()})}));
	const [vdata, first] = [small.bytes.subarray(small.vdataOffset), small.number('/large/x')];
	const block = direntBlock(names, first);
	small.setReference('/large', 'variableData', {offset: BigInt(vdata.length), length: block.length});
	const head = small.bytes.subarray(0, superblockSize + inodeSize * first);
	const file = small.bytes.subarray(head.length, head.length + inodeSize);
	const files = Buffer.alloc(inodeSize * names.length, file);
	for (let at = 0; at < names.length; at++) files.writeUInt32LE(at, inodeSize * at + inodeField.uid);
	head.writeBigUInt64LE(BigInt(head.length + files.length), superblockField.vdataOffset);
	return Buffer.concat([head, files, vdata, block]);
}

/** Names in order, all of one length, each with the next inode. */
function direntBlock(names: readonly string[], firstInode: number): Buffer {
	const table = Buffer.alloc(4 + direntSize * names.length);
	table.writeUInt32LE(names.length);
	const length = names[0]?.length ?? 0;
	for (let index = 0, at = 4; index < names.length; index++, at += direntSize) {
		table.writeUInt32LE(firstInode + index, at + direntField.inode);
		table.writeUInt32LE(length * index, at + direntField.nameOffset);
		table.writeUInt8(length, at + direntField.nameLength);
		table.writeUInt8(typeCode.reg, at + direntField.type);
	}
	return Buffer.concat([table, Buffer.from(names.join(''))]);
}
