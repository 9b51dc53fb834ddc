import test from 'ava';
import {checkImage} from '../../../src/image/check.ts';
import {superblockField} from '../../../src/image/layout.ts';
import {readImage} from '../../../src/image/read.ts';
import {describeFinding, remedyOf, type WriterRule} from '../../../src/image/rules.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {hostile} from './hostile.ts';
import {Patch} from './patch.ts';
import {randomTree, seededRandom} from './random-tree.ts';
import {sample} from './sample.ts';

interface Sloppy {
	readonly title: string;
	readonly change: (patch: Patch) => void;
}

/** Of every rule that only writers owe, the ways to neglect it. */
const sloppy: Readonly<Record<WriterRule, readonly Sloppy[]>> = {
	'unused-zero': [
		{title: 'a used word in the superblock', change: (patch) => patch.u8(superblockField.unused + 111, 1)},
		{title: 'a used word in an inode', change: (patch) => patch.u8(patch.field('/dev', 'unused') + 7, 1)},
		{
			title: 'padding of a dirent that is not zero',
			change: (patch) => patch.u8(patch.dirent('/dir/sub', 'padding') + 1, 1),
		},
	],
	'table-end': [
		{
			title: 'four bytes between inode table and vdata',
			change: (patch) => {
				const {image, vdataOffset} = patch;
				patch.image = Buffer.concat([
					image.subarray(0, vdataOffset),
					Buffer.alloc(4),
					image.subarray(vdataOffset),
				]);
				patch.u64(superblockField.vdataOffset, BigInt(vdataOffset + 4));
			},
		},
	],
	nlink: [
		{
			title: 'a directory that counts one link too many',
			change: (patch) => patch.u32(patch.field('/dir', 'nlink'), 4),
		},
		{
			title: 'a file that counts a link too many',
			change: (patch) => patch.u32(patch.field('/file', 'nlink'), 2),
		},
		{title: 'a root without links', change: (patch) => patch.u32(patch.field('/', 'nlink'), 0)},
	],
	'symlink-size': [
		{title: 'a link of size 0', change: (patch) => patch.u64(patch.field('/link', 'size'), 0n)},
	],
	'device-number': [
		{title: 'a fifo with a device number', change: (patch) => patch.u32(patch.field('/fifo', 'rdev'), 259)},
	],
	'digest-type': [
		{
			title: 'a directory with a digest',
			change: (patch) => patch.refer('/dir', 'digest', Buffer.alloc(32, 1)),
		},
	],
	orphan: [
		{
			title: 'an inode that no dirent names',
			change: (patch) => {
				patch.u32(patch.dirent('/dir/inner', 'inode'), patch.inode('/empty').number);
				patch.u32(patch.field('/empty', 'nlink'), 2);
			},
		},
	],
	'block-tail': [
		{
			title: 'a byte after the last value',
			change: (patch) => patch.refer('/file', 'xattrs', Buffer.from('\x01\0\x01\0\x01\0kv\0', 'latin1')),
		},
		{
			title: 'a byte after the last name',
			change: (patch) => {
				patch.u8(patch.dirent('/dir/sub', 'nameLength'), 2);
			},
		},
	],
	'block-alignment': [
		{
			title: 'a dirent block at an odd offset',
			change: (patch) => {
				const {offset, length} = patch.chunk('/dir', 'variableData');
				const block = patch.image.subarray(offset, offset + length);
				patch.image = Buffer.concat([patch.image, Buffer.alloc((-patch.image.length & 3) + 1), block]);
				patch.u64(
					patch.field('/dir', 'variableData'),
					BigInt(patch.image.length - length - patch.vdataOffset),
				);
			},
		},
	],
	'chunk-overlap': [
		{
			title: 'a target inside a path',
			change: (patch) =>
				patch.u64(
					patch.field('/link', 'variableData'),
					BigInt(patch.chunk('/file', 'variableData').offset + 1 - patch.vdataOffset),
				),
		},
	],
	'chunk-unreferenced': [
		{
			title: 'bytes at the end that nothing refers to',
			change: (patch) => {
				patch.image = Buffer.concat([patch.image, Buffer.alloc(4)]);
			},
		},
		{
			title: 'padding that is not zero',
			change: (patch) => {
				patch.image = Buffer.concat([patch.image, Buffer.from([1])]);
			},
		},
	],
};

for (const [rule, cases] of Object.entries(sloppy)) {
	for (const {title, change} of cases) {
		test(`${title}: ${rule}`, (t) => {
			const patch = new Patch(sample);
			change(patch);

			const findings = checkImage(patch.image);

			t.true(
				findings.some((finding) => finding.rule === rule),
				findings.map(describeFinding).join('\n'),
			);
			t.true(findings.every(({severity}) => severity === 'warning'));
			t.notThrows(() => readImage(patch.image));
		});
	}
}

test('a good image has no finding', (t) => {
	t.deepEqual(checkImage(sample), []);
});

test('a finding says where, which rule, what it demands and what it got', (t) => {
	const patch = new Patch(sample);
	const offset = patch.field('/file', 'nlink');
	patch.u32(offset, 7);

	t.deepEqual(checkImage(patch.image).map(describeFinding), [
		`inode ${patch.inode('/file').number}, byte ${offset}: nlink: the link count is 2 + subdirectories for a directory, else the number of dirents, got 7, not 1`,
	]);
});

test('each rule is told of as often as the limit says, and none is hidden by another', (t) => {
	const patch = new Patch(sample);
	for (const path of ['/', '/file', '/empty', '/dir']) patch.u32(patch.field(path, 'nlink'), 99);

	patch.u32(patch.field('/link', 'uid'), 0xffffffff);

	t.is(checkImage(patch.image).length, 5);
	const rules = checkImage(patch.image, {limit: 3}).map(({rule}) => rule);
	t.deepEqual(rules.sort(), ['inode-owner', 'nlink', 'nlink', 'nlink']);
});

test('there are errors exactly when the tree cannot be read, whatever bytes are changed', (t) => {
	const random = seededRandom(7);
	const image = writeImage(randomTree(8, 60));
	const interesting = [0, 1, 2, 4, 0x7f, 0x80, 0xff];
	let refused = 0;

	for (let round = 0; round < 3000; round++) {
		const mutant = Buffer.from(image);
		for (let count = 1 + random(3); count > 0; count--)
			mutant.writeUInt8(interesting[random(interesting.length)] ?? 0, random(mutant.length));
		const errors = checkImage(mutant).filter(({severity}) => severity === 'error');
		let thrown: unknown;
		try {
			readImage(mutant);
		} catch (error) {
			thrown = error;
		}
		if (thrown !== undefined) refused++;
		t.is(errors.length > 0, thrown !== undefined, `round ${round}: ${thrown}`);
	}
	t.true(refused > 300 && refused < 2900, `${refused} of 3000 refused`);
});

test('all that is broken is told, in one inode as in one block, each once', (t) => {
	const patch = new Patch(sample);
	patch.u32(patch.field('/file', 'uid'), 0xffffffff);
	patch.u32(patch.field('/file', 'mtimeNsec'), 1_000_000_000);
	patch.u32(patch.field('/file', 'ctimeNsec'), 1_000_000_001);
	patch.u64(patch.field('/file', 'digest'), 1n << 40n);
	patch.u8(patch.dirent('/dir/sub', 'type'), 1);
	patch.u32(patch.field('/dir/sub', 'gid'), 0xffffffff);

	const errors = checkImage(patch.image).filter(({severity}) => severity === 'error');

	t.deepEqual(errors.map(({rule}) => rule).sort(), [
		'dirent-type',
		'inode-owner',
		'inode-owner',
		'inode-time',
		'inode-time',
		'vdata-range',
	]);
	t.false(checkImage(patch.image).some(({rule}) => rule === 'orphan'));
	for (const finding of errors) t.true(remedyOf(finding).length > 0);
});

test('whatever is broken in one place, what is broken in another is told, too', (t) => {
	const cases = Object.entries(hostile)
		.flatMap(([rule, list]) => list.map((one) => ({rule, ...one})))
		.filter(({blame, rule}) => blame !== undefined && rule !== 'root-type');
	let pairs = 0;
	for (const one of cases)
		for (const other of cases) {
			if (one.blame === other.blame || one.blame?.startsWith(`${other.blame}/`)) continue;
			const patch = new Patch(sample);
			one.break(patch);
			other.break(patch);
			// What was past the end is not, where the other fault has made the image longer.
			const longer = patch.image.length > sample.length;
			if (longer && [one, other].some(({rule}) => rule === 'vdata-range')) continue;
			const errors = checkImage(patch.image);
			for (const {rule, blame = '/', title} of [one, other]) {
				// A directory that can't be opened has no entries.
				if (blame === '/dir/sub' && one.blame === '/dir') continue;
				const {number} = patch.inode(blame);
				t.true(
					errors.some((error) => error.rule === rule && error.inode === number),
					`${one.title} and ${other.title}: ${title} is not told`,
				);
			}
			pairs++;
		}
	t.true(pairs > 1000, `${pairs} pairs`);
});

test('superblock, root and tree may all be broken, and every fault is told', (t) => {
	const patch = new Patch(sample);
	patch.u32(superblockField.version, 2);
	patch.u8(superblockField.unused, 1);
	patch.u32(patch.field('/', 'uid'), 0xffffffff);
	patch.u32(patch.field('/', 'mtimeNsec'), 1_000_000_000);
	patch.u32(patch.field('/file', 'mode'), 0o030644);
	patch.u32(patch.field('/file', 'digest') + 8, 31);
	patch.u8(patch.chunk('/file', 'xattrs').offset + 11, 0);
	patch.text(patch.name('/dir/inner'), '/\0ner');
	patch.u8(patch.dirent('/dir/inner', 'type'), 1);
	patch.refer('/dir/inner', 'variableData', Buffer.from('/a/../\0'));
	patch.text(patch.chunk('/link', 'variableData').offset, '\0');
	const blame = (path: string) => patch.inode(path).number;

	const errors = checkImage(patch.image).filter(({severity}) => severity === 'error');

	t.deepEqual(
		errors.map(({rule, inode}) => `${inode} ${rule}`).sort(),
		[
			'undefined version',
			'0 inode-owner',
			'0 inode-time',
			`${blame('/file')} inode-type`,
			`${blame('/file')} digest-length`,
			`${blame('/file')} key-nul`,
			`${blame('/dir')} name-slash`,
			`${blame('/dir')} name-nul`,
			`${blame('/dir')} dirent-type`,
			`${blame('/dir/inner')} path-absolute`,
			`${blame('/dir/inner')} path-dotdot`,
			`${blame('/dir/inner')} path-nul`,
			`${blame('/link')} target-nul`,
		].sort(),
	);
	t.true(checkImage(patch.image).some(({rule}) => rule === 'unused-zero'));
});

test('an xattr block that many inodes share is told of once, however broken', (t) => {
	const shared = {xattrs: {'user.a': '1', 'user.b': '2'}};
	const image = writeImage(directory({a: regularFile({size: 0}, shared), b: regularFile({size: 0}, shared)}));
	const patch = new Patch(image);
	const {offset} = patch.chunk('/a', 'xattrs');
	t.is(patch.chunk('/b', 'xattrs').offset, offset);
	patch.u8(offset + 11, 0);
	patch.u8(offset + 18, 0);

	t.deepEqual(
		checkImage(patch.image).map(({rule}) => rule),
		['key-nul', 'key-nul'],
	);
});
