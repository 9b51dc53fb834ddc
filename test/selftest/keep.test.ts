import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import type {CaseFinished} from '../../src/result/events.ts';
import {bench, root} from './_bench.ts';

const cases = {
	fails: `const path = \`\${t.tmp('scratch')}/evidence\`;
		writeFileSync(path, 'as it stood');
		t.is(path, 'elsewhere');`,
	crashes: `const path = \`\${t.tmp('scratch')}/evidence\`;
		writeFileSync(path, 'before the crash', {flush: true});
		writeFileSync('/proc/sysrq-trigger', 'c');`,
	passes: '',
};

/** A folder of the checkout, where case files find what they import. */
function makeSuites(): string {
	mkdirSync(join(root, 'runs'), {recursive: true});
	const suites = mkdtempSync(join(root, 'runs', 'selftest-'));
	mkdirSync(join(suites, 'keep'));
	for (const [name, body] of Object.entries(cases))
		writeFileSync(
			join(suites, 'keep', `${name}.ts`),
			`import {writeFileSync} from 'node:fs';
import {defineCase} from '#case';
export default defineCase({title: 'a case ${name}', module: false, run(t) {
		${body}
}});
`,
		);
	return suites;
}

test.serial(
	'the guest of a case that failed is kept as it stood, and opened as often as one likes',
	async (t) => {
		const suites = makeSuites();
		t.teardown(() => rmSync(suites, {recursive: true, force: true}));
		const {code, output, events, directory = ''} = await bench(['run', '--suites', suites, '--keep']);
		t.teardown(() => rmSync(directory, {recursive: true, force: true}));
		t.is(code, 1, output);

		const finished = events.filter((event): event is CaseFinished => event.type === 'case-finished');
		const keptOf = (id: string) => finished.find(({caseId}) => caseId === id)?.kept;
		t.is(keptOf('keep/passes'), undefined, output);
		t.false(existsSync(join(directory, 'cases/keep/passes/kept')));

		const open = (id: string, command: string) =>
			bench(['shell', '--kept', keptOf(id)?.path ?? '', '-c', command]);
		const first = await open(
			'keep/fails',
			'cat /mnt/scratch/t-*/evidence; rm /mnt/scratch/t-*/evidence; exit 7',
		);
		t.is(first.code, 7, first.output);
		t.regex(first.output, /as it stood/);
		const second = await open('keep/fails', 'cat /mnt/scratch/t-*/evidence');
		t.is(second.code, 0, second.output);

		// Nothing but its disks outlives a guest that crashed.
		const crashed = await open('keep/crashes', 'mkdir /m; mount /dev/vdb /m; cat /m/t-*/evidence');
		t.is(crashed.code, 0, crashed.output);
		t.regex(crashed.output, /before the crash/);
		t.deepEqual([first.left, second.left, crashed.left], [[], [], []]);
	},
);

test.serial('what names no kept guest is a usage error, and so is a case beside it', async (t) => {
	const none = await bench(['shell', '--kept', 'runs/nowhere']);
	t.is(none.code, 2, none.output);
	t.regex(none.output, /no guest is kept in runs\/nowhere/);
	const both = await bench(['shell', 'verity', '--kept', 'runs/nowhere']);
	t.is(both.code, 2, both.output);
	t.regex(both.output, /--kept or a case/);
});
