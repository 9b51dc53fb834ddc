import {execFile} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import test from 'ava';
import {conclude, formatFinding} from '../../../../scripts/setup/findings.mjs';
import {isNewEnough} from '../../../../scripts/setup/node-version.mjs';
import {findProgram, missingTools} from '../../../../scripts/setup/tools.mjs';

const project = resolve(import.meta.dirname, '../../../..');

test('Node 20.19 is the oldest that will do', (t) => {
	for (const version of ['v20.19.0', 'v20.20.2', 'v22.0.0', '26.1.0']) t.true(isNewEnough(version), version);
	for (const version of ['v20.18.3', 'v18.20.8', '12.22.9']) t.false(isNewEnough(version), version);
});

test('a program is found in the first folder of PATH where it can be run', (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'cfsbench-tools-'));
	try {
		writeFileSync(join(folder, 'sh'), '');
		t.is(findProgram('sh', `/nonexistent:${folder}:/bin`), '/bin/sh');
		chmodSync(join(folder, 'sh'), 0o755);
		t.is(findProgram('sh', `/nonexistent:${folder}:/bin`), join(folder, 'sh'));
		t.is(findProgram('sh', ''), undefined);
	} finally {
		rmSync(folder, {recursive: true});
	}
});

test('what can be done without is not missing', (t) => {
	const needed = {name: 'a', why: 'x', package: 'a', path: undefined};
	const optional = {name: 'b', why: 'x', package: 'b', path: undefined, unless: 'c stands in'};
	const found = {name: 'd', why: 'x', package: 'd', path: '/bin/d'};
	t.deepEqual(missingTools([needed, optional, found]), [needed]);
});

test('the conclusion gives each remedy once', (t) => {
	const missing = {state: 'missing' as const, detail: 'x', remedy: 'apt-get install a b'};
	t.deepEqual(
		conclude([
			{subject: 'a', ...missing},
			{subject: 'b', ...missing},
			{subject: 'c', state: 'absent', detail: ''},
		]),
		{text: 'Missing: a, b\nRemedy: apt-get install a b', exitCode: 3},
	);
	t.deepEqual(conclude([{subject: 'c', state: 'good', detail: ''}]), {
		text: 'Nothing is missing.',
		exitCode: 0,
	});
	t.is(formatFinding({subject: 'gcc', state: 'good', detail: '12.2'}), '✔ gcc                  12.2');
});

interface Ended {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs an entry point with nothing in PATH but what the system's administrator has there. */
function runBare(script: string, args: string[] = []): Promise<Ended> {
	return new Promise((done) => {
		const env = {PATH: '/nonexistent'};
		execFile(process.execPath, [join(project, 'scripts', script), ...args], {env}, (error, stdout, stderr) =>
			done({code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr}),
		);
	});
}

test('on a bare system the doctor lists all that is missing and ends with 3', async (t) => {
	const {code, stdout} = await runBare('doctor.mjs');
	t.is(code, 3);
	for (const name of ['qemu-system-x86_64', 'gcc', 'make', 'g++', 'python3'])
		t.regex(stdout, new RegExp(`^✘ ${name.replaceAll('+', '\\+')} `, 'm'));
	t.regex(stdout, /^Missing: qemu-system-x86_64, gcc, make/m);
	t.regex(stdout, /^Remedy: /m);
});

test('on a system without apt-get the set-up says so and ends with 3', async (t) => {
	const {code, stderr} = await runBare('vm-test.mjs');
	t.is(code, 3);
	t.regex(stderr, /This system lacks:\n {2}qemu-system-x86_64 \(runs the guests; package qemu-system-x86\)/);
	t.regex(stderr, /Remedy: Install qemu-system-x86_64, gcc, .* by this system's own means/);
});
