/**
 * Every static check of the project, side by side. A tool that is absent prints SKIPPED on a person's
 * machine and fails in CI, where nobody would see that a check no longer runs.
 */
import {availableParallelism} from 'node:os';
import {execa} from 'execa';
import {type Check, checks} from './lint/checks.ts';

const root = new URL('..', import.meta.url).pathname;
const inCi = Boolean(process.env.CI);

type Verdict =
	| {readonly kind: 'passed'}
	| {readonly kind: 'skipped'; readonly reason: string}
	| {readonly kind: 'failed'; readonly output: string};

async function missingTool(check: Check): Promise<string | undefined> {
	for (const tool of check.tools ?? []) {
		const found = await execa('sh', ['-c', 'command -v -- "$1"', 'sh', tool], {reject: false});
		if (found.exitCode !== 0) return tool;
	}
	return undefined;
}

async function judge(check: Check): Promise<Verdict> {
	const missing = await missingTool(check);
	if (missing !== undefined) return {kind: 'skipped', reason: `${missing} is not installed`};

	try {
		for (const {command, args, cwd} of await check.commands(root)) {
			const result = await execa(command, args, {
				cwd: cwd ?? root,
				all: true,
				reject: false,
				preferLocal: true,
				localDir: root,
			});
			if (result.failed) return {kind: 'failed', output: result.all || result.message || `${command} failed`};
		}
		return {kind: 'passed'};
	} catch (error) {
		return {kind: 'failed', output: error instanceof Error ? error.message : String(error)};
	}
}

const selection = process.argv.slice(2);
const unknown = selection.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
	console.error(
		`lint: no check is named ${unknown.join(', ')}; there are ${checks.map((c) => c.name).join(', ')}`,
	);
	process.exit(2);
}

const waiting = checks.filter((check) => selection.length === 0 || selection.includes(check.name));
let bad = 0;

async function worker(): Promise<void> {
	for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
		const start = performance.now();
		const verdict = await judge(check);
		const seconds = ((performance.now() - start) / 1000).toFixed(1);

		if (verdict.kind === 'passed') {
			console.log(`PASSED   ${check.name} (${seconds} s)`);
		} else if (verdict.kind === 'skipped') {
			if (inCi) bad += 1;
			console.log(`SKIPPED  ${check.name}: ${verdict.reason}${inCi ? ', which CI must have' : ''}`);
		} else {
			bad += 1;
			console.log(`FAILED   ${check.name} (${seconds} s)\n${verdict.output.replace(/^/gm, '         ')}`);
		}
	}
}

await Promise.all(Array.from({length: availableParallelism()}, worker));
process.exit(bad === 0 ? 0 : 1);
