import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import test from 'ava';
import {makeProgram} from '../../../src/cli/program.ts';
import {readMatrix} from '../../../src/host/matrix.ts';
import {parseYaml, type Yaml} from './_yaml.ts';

const root = resolve(import.meta.dirname, '../../..');
const text = readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8');
const workflow = map(parseYaml(text));
const jobs = Object.entries(map(workflow.jobs)).map(([name, job]) => ({name, ...map(job)}) as Job);
const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts as Record<
	string,
	string
>;

type YamlMap = {readonly [key: string]: Yaml};

interface Job {
	readonly name: string;
	readonly steps: readonly YamlMap[];
	readonly strategy?: {readonly 'fail-fast': string; readonly matrix: Record<string, readonly string[]>};
	readonly container?: YamlMap;
	readonly if?: string;
	readonly 'timeout-minutes'?: string;
}

function map(value: Yaml | undefined): YamlMap {
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw new TypeError(`Expected a map, got ${JSON.stringify(value)}`);
	return value as YamlMap;
}

const uses = (job: Job, action: string) =>
	job.steps.filter((step) => String(step.uses ?? '').startsWith(`${action}@`));
const commands = (job: Job) => job.steps.flatMap(({run}) => (run ? String(run).split('\n') : []));
const npmRuns = jobs.flatMap((job) =>
	commands(job).flatMap((line) => {
		const [, script, , args = ''] = /^npm (?:run )?(\S+)( -- (.*))?$/.exec(line) ?? [];
		return script === undefined ? [] : [{job, script, args: args.replace(/\$\{\{.*?\}\}/g, '1')}];
	}),
);

test('calls scripts that exist, the two commands of the README and the lint among them', (t) => {
	for (const {script} of npmRuns) t.truthy(scripts[script], script);
	for (const script of ['vm:test', 'test', 'lint']) t.true(npmRuns.some((run) => run.script === script));
});

test('gives vm:test options that it has', (t) => {
	const run = makeProgram().commands.find((command) => command.name() === 'run');
	const known = new Set(run?.options.flatMap(({long}) => long ?? []));
	const given = npmRuns
		.filter(({script}) => script === 'vm:test')
		.flatMap(({args}) => args.match(/--[\w-]+/g) ?? []);
	t.true(given.includes('--shard') && given.includes('--target'));
	for (const option of given) t.true(known.has(option), option);
});

test('every shard of the cases runs, and keeps what it left when it fails', (t) => {
	const job = jobs.find(({name}) => name === 'cases');
	const shards = job?.strategy?.matrix.shard ?? [];
	const parts = npmRuns.flatMap(({args}) => /--shard \d+\/(\d+)/.exec(args)?.[1] ?? []);
	t.deepEqual(parts, [String(shards.length)]);
	t.deepEqual(
		shards.map(Number),
		shards.map((_, index) => index + 1),
	);
	t.is(job?.strategy?.['fail-fast'], 'false');
});

test('the targets are those of matrix.toml', async (t) => {
	const job = jobs.find(({name}) => name === 'kernels');
	const known = (await readMatrix(join(root, 'matrix.toml'))).map(({name}) => name);
	for (const target of job?.strategy?.matrix.target ?? []) t.true(known.includes(target), target);
	// 'stable' is the kernel of the job `cases`.
	t.deepEqual(
		job?.strategy?.matrix.target,
		known.filter((name) => name !== 'stable'),
	);
});

test('runs may only read the repository, and a newer push stops the older one’s', (t) => {
	t.deepEqual(workflow.permissions, {contents: 'read'});
	t.is(map(workflow.concurrency)['cancel-in-progress'], 'true');
	t.regex(String(map(workflow.concurrency).group), /github\.ref/);
	t.false(/\bsecrets\.|pull_request_target/.test(text));
});

test('each job checks out, sets up a Node that will do, has a deadline, and keeps runs/ in any case', (t) => {
	for (const job of jobs) {
		t.is(uses(job, 'actions/checkout').length, 1, job.name);
		const [node] = uses(job, 'actions/setup-node');
		t.true(Number(map(node?.with)['node-version']) >= 20, job.name);
		t.true(Number(job['timeout-minutes']) > 0, job.name);
		const [artifact] = uses(job, 'actions/upload-artifact');
		t.is(artifact?.if, 'always()', job.name);
		t.true(String(map(artifact?.with).path).split('\n').includes('runs/'), job.name);
	}
	const names = jobs.flatMap((job) =>
		uses(job, 'actions/upload-artifact').map((step) => map(step.with).name),
	);
	t.is(new Set(names).size, jobs.length, 'two jobs upload under one name');
});

test('KVM is opened to the runner’s user, or the job is a privileged container', (t) => {
	for (const job of jobs) {
		const rule = commands(job).find((line) => line.includes('99-kvm.rules')) ?? '';
		if (job.container !== undefined) t.is(job.container.options, '--privileged', job.name);
		else t.regex(rule, /KERNEL=="kvm".*MODE="0666".*sudo tee \/etc\/udev\/rules\.d\//, job.name);
	}
});

test('a cache is keyed by the lock file and what is built, holds folders of the cache, and no snapshots', (t) => {
	const caches = jobs.flatMap((job) => uses(job, 'actions/cache'));
	t.true(caches.length > 0);
	for (const {with: given} of caches) {
		const {path, key, 'restore-keys': restore} = map(given);
		t.regex(String(key), /hashFiles\('package-lock\.json'\)/);
		for (const hashed of String(key).match(/'[^']+'/g) ?? []) {
			const name = hashed.slice(1, -1).replace(/\/\*\*$/, '');
			t.true(existsSync(join(root, name)), `${name}, which a key is made of`);
		}
		for (const prefix of String(restore).split('\n')) t.true(String(key).startsWith(prefix), prefix);
		for (const folder of String(path).split('\n')) {
			t.true(folder.startsWith('.cache/'), folder);
			t.not(folder, '.cache/snapshots');
		}
	}
});

test('the reader refuses what it does not understand', (t) => {
	for (const bad of [
		'a: "\\x62"',
		'a: {b: c}',
		'a: b # c',
		'a:\n\tb: c',
		'a: 1\na: 2',
		'a: 1\n  b: 2',
		'a b',
	])
		t.throws(() => parseYaml(bad), {instanceOf: SyntaxError}, bad);
	t.deepEqual(parseYaml("a:\n  - b: 1\n    c: |\n      x\n      y\n  - d\ne: [1, 'f g']\n"), {
		a: [{b: '1', c: 'x\ny'}, 'd'],
		e: ['1', 'f g'],
	});
});
