import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import type {Contestant, Material} from '../../../src/compare/guest/contestant.ts';
import {mappedFrames} from '../../../src/compare/guest/mapped.ts';
import {packSample} from '../../../src/compare/guest/material.ts';
import {type Sample, sampleFile} from '../../../src/compare/guest/sample-tree.ts';
import {loadContestants, say, withTrees} from '../../../src/compare/guest/stand.ts';
import {imageCounts} from '../../../src/compare/sharing-claim.ts';
import {parseMaps} from '../../../src/guest/proc.ts';
import {directory, type RegularFile} from '../../../src/image/tree.ts';

const library = 'libc.so.6';
const randomize = '/proc/sys/kernel/randomize_va_space';

/** A shell that waits for input, with its libraries from this directory first. */
async function startProgram(t: CaseContext, libraries: string): Promise<ChildProcess> {
	const env = {LD_LIBRARY_PATH: libraries};
	const program = spawn('/bin/sh', [], {env, stdio: ['pipe', 'pipe', 'inherit'], signal: t.signal});
	const gone = once(program, 'exit').then(() => {
		throw new Error(`the shell with ${libraries} did not start`);
	});
	program.stdin.write('echo ready\n');
	await Promise.race([once(program.stdout, 'data'), gone]);
	gone.catch(() => {});
	return program;
}

async function stopProgram(program: ChildProcess): Promise<void> {
	program.stdin?.end();
	await once(program, 'exit');
}

/** The C library that shells here have. */
async function readLibrary(t: CaseContext): Promise<Buffer> {
	const program = await startProgram(t, '');
	try {
		const maps = parseMaps(readFileSync(`/proc/${program.pid}/maps`, 'latin1'));
		const path = maps.map((map) => map.path).find((one) => one.endsWith(`/${library}`));
		return path === undefined ? t.notrun(`the shell has no ${library}`) : readFileSync(path);
	} finally {
		await stopProgram(program);
	}
}

/** The library, and a file that no other image has. */
function sampleWith(file: RegularFile, content: Buffer, number: number): Sample {
	const own = Buffer.from(`image ${number}\n`);
	return {
		tree: directory([
			['lib', directory([[library, file]])],
			['number', sampleFile(own)],
		]),
		contents: new Map([
			[`lib/${library}`, content],
			['number', own],
		]),
	};
}

interface Mapped {
	/** Of memory, whoever has it mapped. */
	readonly kib: number;
	/** What each of the programs has. */
	readonly each: number;
}

/** What programs, one of each image, have mapped of the library of their image. */
async function mapEverywhere(
	t: CaseContext,
	contestant: Contestant,
	materials: readonly Material[],
): Promise<Mapped> {
	return withTrees(t, contestant, materials, async (shown) => {
		const folders = shown.map(({root}) => join(root, 'lib'));
		// What a program maps of it depends on what is in the page cache: all.
		for (const folder of folders) readFileSync(join(folder, library));
		const programs: ChildProcess[] = [];
		try {
			for (const folder of folders) programs.push(await startProgram(t, folder));
			const frames = programs.map(({pid = 0}, index) =>
				mappedFrames(pid, join(folders[index] ?? '', library)),
			);
			const counts = new Set(frames.map(({length}) => length));
			const [each = 0] = counts;
			t.true(each > 0, `${contestant.name}: a program runs without the library of its image`);
			t.is(counts.size, 1, `${contestant.name}: programs have ${[...counts]} pages of one library`);
			const distinct = new Set(frames.flat());
			t.true(!distinct.has(0n), 'frames are told to root alone');
			return {kib: 4 * distinct.size, each: 4 * each};
		} finally {
			for (const program of programs) await stopProgram(program);
		}
	});
}

export default defineCase({
	title: 'programs of several images map the same pages of a library that the images have in common',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs', 'tool:sh'],
	deadlineMs: 60_000,
	async run(t) {
		const all = loadContestants(t);
		// Which pages come with the one that is asked for depends on the address.
		const before = readFileSync(randomize);
		writeFileSync(randomize, '0');
		t.cleanUp('random addresses', () => writeFileSync(randomize, before));

		const content = await readLibrary(t);
		const file = sampleFile(content, 0o755);
		const sampleOf = (number: number) => sampleWith(file, content, number);
		const store = join(t.tmp('scratch'), 'objects');
		const [far = '', farWhole = ''] = ['some', 'all'].map((name) => join(t.tmp('second'), name));
		const ours: number[] = [];
		for (const contestant of all) {
			const {name, content: where} = contestant;
			const materials: Material[] = [];
			for (const count of imageCounts) {
				while (materials.length < count)
					materials.push(packSample(t, contestant, sampleOf(materials.length), [store]));
				const {kib, each} = await mapEverywhere(t, contestant, materials);
				say(t, {row: `mapped-${count}`, contestant: name, value: kib});
				if (count === imageCounts[0]) say(t, {row: 'mapped-each', contestant: name, value: each});
				if (name === 'composefs') ours.push(kib);
			}

			// Links end at the border of a filesystem: it has all objects of its image.
			const stores = where === 'links' ? [farWhole] : [far, store];
			const there = packSample(t, contestant, sampleOf(materials.length), stores, 'second');
			const {kib} = await mapEverywhere(t, contestant, [...materials.slice(0, 1), there]);
			say(t, {row: 'mapped-apart', contestant: name, value: kib});
			if (name === 'composefs') ours.push(kib);
		}
		t.is(new Set(ours).size, 1, `programs of ${imageCounts} images, and of two apart, have ${ours} KiB`);
	},
});
