/** That the comparison sees a difference: the driver's reader is made to lie. That there is none: test/native/descriptor.test.ts. */
import test, {type ExecutionContext} from 'ava';
import {compareReaders} from '../../../src/fuzz/agreement.ts';
import {loadNative, type Native} from '../../../src/native.ts';
import {sample} from '../image/sample.ts';

const native = loadNative();

/** Has one call answer otherwise, once that answer is one of several fields. */
function lie<Name extends keyof Native>(
	t: ExecutionContext,
	name: Name,
	change: (answer: Record<string, unknown>) => unknown,
): void {
	const honest = native[name] as (...args: unknown[]) => Record<string, unknown>;
	t.teardown(() => Object.assign(native, {[name]: honest}));
	Object.assign(native, {[name]: (...args: unknown[]) => change(honest(...args))});
}

const isBytes = (answer: unknown): answer is Buffer => Buffer.isBuffer(answer);

const lies: readonly (readonly [string, keyof Native, (answer: Record<string, unknown>) => unknown])[] = [
	['one inode less', 'descriptorSuperblock', (answer) => ({...answer, inodes: 1})],
	['a good superblock called broken', 'descriptorSuperblock', () => ({broken: 'wrong magic number'})],
	['another uid', 'descriptorInode', (answer) => ({...answer, uid: 7})],
	['another nanosecond', 'descriptorInode', (answer) => ({...answer, ctimeNsec: 1})],
	['a good inode called broken', 'descriptorInode', () => ({broken: 'unknown file type'})],
	['a name less', 'descriptorDirents', (answer) => ({dirents: (answer.dirents as unknown[]).slice(1)})],
	['a name that is not found', 'descriptorLookup', () => null],
	[
		'a name that is found where none is',
		'descriptorLookup',
		(answer) => answer ?? {index: 0, inode: 1, type: 8},
	],
	['an xattr less', 'descriptorXattrs', (answer) => ({xattrs: (answer.xattrs as unknown[]).slice(1)})],
	['another text', 'descriptorText', (answer) => (isBytes(answer) ? Buffer.from('x') : answer)],
	['another digest', 'descriptorDigest', (answer) => (isBytes(answer) ? Buffer.alloc(32) : answer)],
];

for (const [title, name, change] of lies)
	test.serial(`${title} is a disagreement`, (t) => {
		lie(t, name, change);

		t.not(compareReaders(sample, 4096).length, 0);
	});

test.serial('where one finds a rule broken and the other another, they disagree', (t) => {
	const copy = Buffer.from(sample);
	copy.writeUInt32LE(2, 0);
	t.deepEqual(compareReaders(copy, 4096), []);

	lie(t, 'descriptorSuperblock', () => ({broken: 'wrong magic number'}));

	t.deepEqual(compareReaders(copy, 4096), [
		{what: 'superblock', ours: ['version'], drivers: 'wrong magic number'},
	]);
});
