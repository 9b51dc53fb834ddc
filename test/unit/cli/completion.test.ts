import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import test from 'ava';
import {completionTable} from '../../../src/cli/completion/table.ts';
import {completionScript} from '../../../src/cli/completion.ts';
import {makeProgram} from '../../../src/cli/program.ts';

/** A checkout as far as completion looks at one. */
const checkout = mkdtempSync(join(tmpdir(), 'cfsbench-completion-'));
test.after.always(() => rmSync(checkout, {recursive: true}));
for (const [path, text] of Object.entries({
	'scripts/cfsbench.mjs': '',
	'test/suites/verity/changed-block.ts': "\tgroups: ['auto', 'unusual'],\n",
	'test/suites/verity/changed-digest.ts': '',
	'test/suites/verity/_helper.ts': '',
	'test/suites/options/values.ts': "\tgroups: ['auto'],\n",
	'test/suites/_support/x.ts': '',
	'other/stress/long.ts': '',
	'matrix.toml': "[[target]]\nname = 'sid'\n\n[[target]]\nname = 'stable'\n",
	'kernel/trace.h': 'TRACE_EVENT(composefs_lookup,\n',
	'runs/20300101-100000-abc/summary.json': '{}',
	'runs/20300101-110000-unfinished/events.jsonl': '',
	'a folder/file': '',
})) {
	mkdirSync(dirname(join(checkout, path)), {recursive: true});
	writeFileSync(join(checkout, path), text);
}
const scripts = {
	bash: join(checkout, 'completion.bash'),
	zsh: join(checkout, 'completion.zsh'),
} as const;
for (const shell of ['bash', 'zsh'] as const)
	writeFileSync(scripts[shell], completionScript(makeProgram(), shell));

/** What bash would offer for a line that ends where the cursor is. */
function bashOffers(line: string): readonly string[] {
	const {stdout, stderr} = spawnSync(
		'bash',
		[
			'--norc',
			'-c',
			// biome-ignore lint/suspicious/noTemplateCurlyInString: bash's own
			'. "$1"; COMP_LINE=$2 COMP_POINT=$3; _cfsbench; printf "%s\\n" "${COMPREPLY[@]}"',
			'bash',
			scripts.bash,
			line,
			String(line.length),
		],
		{cwd: join(checkout, 'test'), encoding: 'utf8'},
	);
	return [...stdout.split('\n').filter(Boolean), ...stderr.split('\n').filter(Boolean)];
}

for (const [line, offers] of [
	['cfsbench im', ['image']],
	['cfsbench image c', ['cat', 'create', 'check']],
	['cfsbench help image', ['image']],
	['cfsbench run --iso', ['--isolation']],
	['cfsbench image check --', ['--errors-only', '--json', '--limit', '--quiet', '--help']],
	['cfsbench run --isolation ', ['snapshot', 'boot']],
	['cfsbench run --isolation=s', ['snapshot']],
	['cfsbench run --jobs ', []],
	['cfsbench run ', ['options/', 'verity/']],
	['cfsbench run --jobs 2 verity/', ['verity/changed-block', 'verity/changed-digest']],
	["cfsbench run 'verity/changed-d", ['verity/changed-digest']],
	['cfsbench run options/ verity/changed-b', ['verity/changed-block']],
	['cfsbench run --suites ../other ', ['stress/']],
	['cfsbench run --suites=../other stress/', ['stress/long']],
	['cfsbench run --group ', ['auto', 'dangerous', 'quick', 'stress', 'unusual']],
	['cfsbench run -x un', ['unusual']],
	['cfsbench run --target s', ['sid', 'stable']],
	['cfsbench run --trace ', ['composefs:*', 'composefs:composefs_lookup']],
	['cfsbench run --trace composefs:c', ['composefs_lookup']],
	["cfsbench run --trace 'composefs:c", ['composefs:composefs_lookup']],
	['cfsbench run --kernel ', ['debug', 'host']],
	['cfsbench compare ', ['last', 'last~1', '20300101-100000-abc']],
	['cfsbench run --compare last 2', ['20300101-100000-abc']],
	['cfsbench image create --store ../a', ['../a folder']],
	['cfsbench image check ../mat', ['../matrix.toml']],
	['cfsbench run --tap', ['--tap']],
	['cfsbench run --junit ../mat', ['../matrix.toml']],
	['cfsbench completion ', ['bash', 'zsh']],
	['npx cfsbench com', ['compare', 'completion']],
	['node ../scripts/cfsbench.mjs im', ['image']],
	['../scripts/cfsbench.mjs im', ['image']],
	['npm run vm:test -- ver', ['verity/']],
	['npm run -s vm:shell -- --acc', ['--accel']],
	['npm run doctor -- --accel k', ['kvm']],
	['npm run lint -- ', []],
	['npm ins', []],
] as const)
	test(`bash: ${line}`, (t) => {
		t.deepEqual([...bashOffers(line)].sort(), [...offers].sort());
	});

/** What is typed, and the words that the shell then runs. */
const typed = [
	['cfsbench run --iso\t', '<run><--isolation>'],
	['cfsbench run --isolation sn\tver\tchanged-b\t', '<run><--isolation><snapshot><verity/changed-block>'],
	['cfsbench run --isolation=sn\t', '<run><--isolation=snapshot>'],
	['cfsbench run --trace composefs:composefs_l\t', '<run><--trace><composefs:composefs_lookup>'],
	['npm run vm:test -- --target si\t', '<npm><run><vm:test><--><--target><sid>'],
	['npx cfsbench compl\tz\t', '<npx><cfsbench><completion><zsh>'],
	['node scripts/cfsbench.mjs image check --store a\\ fold\t', '<--store><a folder'],
	['cfsbench image check matr\t', '<image><check><matrix.toml>'],
	['node scripts/cfsb\t', '<node><scripts/cfsbench.mjs>'],
] as const;

for (const [shell, args, start] of [
	['bash', ['--norc', '-i'], '. ./completion.bash'],
	['zsh', ['-f', '-i'], 'autoload -Uz compinit && compinit -u -D; . ./completion.zsh'],
] as const) {
	const absent = spawnSync(shell, ['-c', 'true']).error !== undefined;
	(absent ? test.skip : test)(
		`${shell} at a terminal${absent ? ` (skipped: no ${shell} is installed)` : ''}`,
		(t) => {
			t.timeout(300_000);
			const functions = ['cfsbench', 'npm', 'npx', 'node'].map((name) => {
				const own = name === 'cfsbench' ? '' : `'<${name}>' `;
				return `${name}() { printf '%s' ${own}; printf '<%s>' "$@"; echo; }`;
			});
			// Quoted in two parts: what is typed is echoed, and is no prompt.
			const init = ['set +o histexpand 2>/dev/null', ...functions, start, "PS1='rea''dy> '"].join('; ');
			const steps = [
				{send: `${init}\r`},
				...typed.flatMap(([line, words]) => [{expect: 'ready> '}, {send: `${line}\r`}, {expect: words}]),
				{expect: 'ready> '},
				{send: 'exit\r'},
			];
			const terminal = resolve(import.meta.dirname, '../../selftest/_terminal.py');
			const {stdout, status} = spawnSync('python3', [terminal, JSON.stringify(steps), shell, ...args], {
				cwd: checkout,
				encoding: 'utf8',
				env: {...process.env, TERM: 'vt100', HISTFILE: ''},
			});
			t.is(status, 0, stdout);
		},
	);
}

test('every placeholder of the command line is known', (t) => {
	const unknown = completionTable(makeProgram())
		.split('\n')
		.filter((line) => line.split('|')[3]?.includes('unknown'));
	t.deepEqual(unknown, [], 'add it to the kinds in completion/table.ts');
});
