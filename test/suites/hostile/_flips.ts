import {writeFileSync} from 'node:fs';
import type {CaseContext} from '#case';
import {modeOf} from '../../../src/image/layout.ts';
import {readImage} from '../../../src/image/read.ts';
import {ImageReader} from '../../../src/image/reader.ts';
import {ImageError} from '../../../src/image/rules.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {mountComposefs} from '../../../src/mount/composefs.ts';
import type {Statx} from '../../../src/native.ts';
import {everything, objects} from './_everything.ts';
import {type Walked, walkEverything} from './_walk.ts';

/**
 * Turns random bytes of an image and uses all that is left, so many times. What the driver says is compared with the
 * reader in src/image: the one finds a broken rule exactly where the other does, and they see the same inodes.
 */
export async function flipAndWalk(t: CaseContext, rounds: number): Promise<void> {
	const store = await t.store(objects);
	const good = writeImage(everything());
	const {path: source} = await t.image(good);
	const target = t.tmp();
	const count = {refused: 0, broken: 0, clean: 0};

	for (let round = 0; round < rounds; round++) {
		const flips = Array.from({length: t.random.pick([1, 1, 2, 4])}, () => randomFlip(t, good.length));
		const bytes = Buffer.from(good);
		for (const {at, value} of flips) bytes[at] = value;
		writeFileSync(source, bytes);
		try {
			const fault = faultOf(() => readImage(bytes));
			const walked = mountAndWalk(source, store.path, target);
			if (walked === 'refused') count.refused++;
			else if (walked.errors.has('EUCLEAN')) count.broken++;
			else count.clean++;
			compare(walked, bytes, fault);
		} catch (error) {
			const where = flips.map(({at, value}) => `byte ${at}: ${good[at]} to ${value}`).join(', ');
			throw new Error(`round ${round}, ${where}: ${(error as Error).message}`, {cause: error});
		}
		t.signal.throwIfAborted();
	}
	t.log(
		`${rounds} images: ${count.refused} refused at mount, ${count.broken} broken inside, ${count.clean} without fault`,
	);
	t.true(count.clean > 0 && count.clean < rounds, 'some images have a fault and some have none');
}

/** Lengths and offsets are most often off by a little, or very large. */
function randomFlip(t: CaseContext, length: number): {at: number; value: number} {
	return {
		at: t.random.integer(length),
		value: t.random.pick([0, 1, 0x2e, 0x2f, 0x7f, 0xff, t.random.integer(256)]),
	};
}

function mountAndWalk(source: string, basedir: string, target: string): Walked | 'refused' {
	try {
		using mount = mountComposefs({source, basedirs: [basedir], target});
		return walkEverything(mount);
	} catch (error) {
		const {code, syscall} = error as NodeJS.ErrnoException;
		if (code === 'EUCLEAN' && syscall === 'fsconfig') return 'refused';
		throw error;
	}
}

function compare(walked: Walked | 'refused', bytes: Buffer, fault: ImageError | undefined): void {
	const expected = fault === undefined ? 'no fault' : `the fault '${fault.message}'`;
	if (walked === 'refused') {
		if (fault === undefined) throw new Error(`Expected ${expected}, the driver refused to mount`);
		return;
	}
	const reader = new ImageReader(bytes);
	if (walked.errors.has('EUCLEAN') !== (fault !== undefined))
		throw new Error(
			`Expected ${expected}, the driver saw ${JSON.stringify(Object.fromEntries(walked.errors))}`,
		);
	for (const shown of walked.inodes) {
		const [actual, stored] = [fromStatx(shown), fromReader(reader, Number(shown.ino) - 1)];
		if (actual !== stored) throw new Error(`Expected ${stored}, the driver showed ${actual}`);
	}
}

function fromStatx({ino, mode, nlink, uid, gid, size, mtime, ctime, rdevMajor, rdevMinor}: Statx): string {
	const times = [mtime, ctime].map(({sec, nsec}) => sec * 1_000_000_000n + BigInt(nsec));
	return `inode ${ino}: mode ${mode} ${nlink} ${uid}:${gid} ${rdevMajor}:${rdevMinor} ${size} bytes, times ${times}`;
}

function fromReader(reader: ImageReader, number: number): string {
	const inode = reader.inode(number);
	const {type, permissions, nlink, uid, gid, mtime, ctime} = inode;
	const {major, minor} = type === 'chr' || type === 'blk' ? inode.device : {major: 0, minor: 0};
	const size = type === 'lnk' ? inode.variableData?.length : inode.size;
	const mode = modeOf(type, permissions);
	return `inode ${number + 1}: mode ${mode} ${nlink} ${uid}:${gid} ${major}:${minor} ${size} bytes, times ${[mtime, ctime]}`;
}

function faultOf(action: () => unknown): ImageError | undefined {
	try {
		action();
		return undefined;
	} catch (error) {
		if (error instanceof ImageError) return error;
		throw error;
	}
}
