/** `npm run bench:images`: how fast images are made and read on this host, beside what others need for the same job. */
import {execFile} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {availableParallelism, tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {checkImage} from '../image/check.ts';
import {readImage} from '../image/read.ts';
import {type Directory, directory, regularFile} from '../image/tree.ts';
import {writeImage} from '../image/writer.ts';
import {createImage} from '../store/create-image.ts';
import {generateTree} from './generate-tree.ts';
import {loadShape} from './load-shape.ts';

const mebibyte = 2 ** 20;
const fileCount = 16;
const fileBytes = 48 * mebibyte;
const repetitions = 3;
const threads = availableParallelism();
const run = promisify(execFile);

/** Seconds of the fastest repetition: what else a host does only ever adds. */
async function fastest(job: () => unknown): Promise<number> {
	let best = Number.POSITIVE_INFINITY;
	for (let repetition = 0; repetition < repetitions; repetition++) {
		const start = performance.now();
		await job();
		best = Math.min(best, (performance.now() - start) / 1000);
	}
	return best;
}

function row(what: string, seconds: number, note: string): void {
	console.log(`${what.padEnd(52)} ${seconds.toFixed(3).padStart(8)} s  ${note}`);
}

async function digesting(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-speed-'));
	try {
		for (let index = 0; index < fileCount; index++) {
			const content = Buffer.alloc(fileBytes);
			for (let at = 0; at < fileBytes; at += 8) content.writeDoubleLE(Math.random(), at);
			writeFileSync(join(folder, String(index)), content);
		}
		const names = readdirSync(folder).map((name) => join(folder, name));
		const perSecond = (seconds: number) => (fileCount * fileBytes) / mebibyte / seconds;
		const shell = (command: string) => () =>
			run('sh', [
				'-c',
				`printf '%s\\n' "$@" | xargs -P ${threads} -n 1 ${command} >/dev/null`,
				'sh',
				...names,
			]);
		const source = {kind: 'directory', path: folder} as const;

		const openssl = await fastest(shell('openssl dgst -sha256'));
		const speed = (seconds: number) =>
			`${perSecond(seconds).toFixed(0)} MiB/s, ${((100 * openssl) / seconds).toFixed(0)} % of openssl`;
		console.log(`digest ${fileCount} files of ${fileBytes / mebibyte} MiB, ${threads} side by side`);
		const ours = await fastest(() => createImage({source, threads}));
		row('  image create --print-digest-only', ours, speed(ours));
		row('  openssl dgst -sha256', openssl, speed(openssl));
		for (const command of ['sha256sum', 'fsverity digest', 'tar -cf /dev/null -P']) {
			const seconds = await fastest(shell(command)).catch(() => undefined);
			if (seconds === undefined) console.log(`  ${command}: not on this system`);
			else row(`  ${command}`, seconds, speed(seconds));
		}
	} finally {
		rmSync(folder, {recursive: true});
	}
}

async function metadata(name: string, tree: Directory): Promise<void> {
	const image = writeImage(tree);
	row(
		`${name}: write the image`,
		await fastest(() => writeImage(tree)),
		`${(image.length / mebibyte).toFixed(1)} MiB`,
	);
	row(`${name}: read it into a tree`, await fastest(() => readImage(image)), '');
	row(`${name}: read and check it`, await fastest(() => checkImage(image)), '');
}

/** A million files in a thousand directories. */
function million(): Directory {
	let next = 0;
	const file = () => {
		const digest = (next++).toString(16).padStart(8, '0').repeat(8);
		const content = {size: 5, backing: `${digest.slice(0, 2)}/${digest.slice(2)}`, digest};
		return regularFile(content, {mtime: BigInt(next) * 1_000_000_007n});
	};
	const names = (count: number) => Array.from({length: count}, (_, index) => index);
	const folder = () => directory(names(1000).map((index) => [`file-${index}.c`, file()] as const));
	return directory(names(1000).map((index) => [`folder-${index}`, folder()] as const));
}

async function main(): Promise<void> {
	if (process.argv.includes('--million')) {
		const tree = million();
		const start = performance.now();
		const image = writeImage(tree);
		const seconds = (performance.now() - start) / 1000;
		const memory = process.resourceUsage().maxRSS / 1024;
		row(
			'1,001,001 entries: write the image',
			seconds,
			`${(image.length / mebibyte).toFixed(1)} MiB, ${memory.toFixed(0)} MiB of memory at most`,
		);
		return;
	}
	await digesting();
	await metadata('64,246 entries', generateTree(loadShape('cs9-developer')));
	// In a process of its own, for its memory.
	const own = ['--import', import.meta.resolve('tsx'), import.meta.filename, '--million'];
	const {stdout} = await run(process.execPath, own);
	process.stdout.write(stdout);
}

await main();
