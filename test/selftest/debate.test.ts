import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {findProgram} from '../../scripts/setup/tools.mjs';
import type {BarChart} from '../../src/charts/bars.ts';
import {claimName, claims, decidingFile} from '../../src/compare/claims.ts';
import {contestantNames} from '../../src/compare/evidence.ts';
import type {JudgedClaim} from '../../src/compare/judge.ts';
import {bench, root} from './_bench.ts';

const absent = findProgram('mkfs.erofs') === undefined;
/** All of them take half an hour on an emulated processor: these have cases, figures and a claim that the host decides. */
const asked = ['set-up-and-tear-down', 'content-lies-anywhere', 'code'];

const debating = absent ? test.serial.skip : test.serial;

debating(
	`claims of the debate run to their end, and every row of them is decided${absent ? ' (skipped: no mkfs.erofs is installed)' : ''}`,
	async (t) => {
		t.timeout(600_000);
		const work = mkdtempSync(join(tmpdir(), 'cfsbench-debate-'));
		t.teardown(() => rmSync(work, {recursive: true}));
		const [html, json] = [join(work, 'debate.html'), join(work, 'debate.json')];

		const {code, output} = await bench(['debate', '--claim', ...asked, '--html', html, '--json', json]);

		t.is(code, 0, output);
		const page = readFileSync(html, 'utf8');
		t.true(page.includes('EROFS + overlayfs'));
		const record: {claims: (JudgedClaim & {charts: BarChart[]})[]} = JSON.parse(readFileSync(json, 'utf8'));
		const drawn = record.claims.flatMap(({charts}) => charts);
		t.is(page.split('<figure class="chart">').length - 1, drawn.length);
		t.true(drawn.some(({groups}) => groups.includes('system calls until the tree is there')));
		t.deepEqual(record.claims.map(({claim}) => claimName(claim)).sort(), [...asked].sort());
		for (const {rows} of record.claims)
			for (const {row, toAll, toErofsOverlay, values} of rows) {
				for (const {verdict} of [toAll, toErofsOverlay])
					t.false(['not run', 'undecided'].includes(verdict), row.id);
				t.is(Object.keys(values).length, contestantNames.length, row.id);
			}
	},
);

test('every claim names a file that is there', (t) => {
	for (const claim of claims) t.true(existsSync(join(root, decidingFile(claim))), claim.decidedBy);
});
