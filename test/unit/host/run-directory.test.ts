import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {attemptOf, makeRunDirectory} from '../../../src/host/run-directory.ts';

const root = mkdtempSync(join(tmpdir(), 'cfsbench-run-directory-'));
test.after.always(() => rmSync(root, {recursive: true}));

test('two runs of one second have directories of their own', (t) => {
	const now = new Date('2025-01-02T03:04:05Z');
	const [one, other] = [makeRunDirectory(root, now), makeRunDirectory(root, now)];

	t.regex(one.id, /^20250102-030405-[0-9a-f]{6}$/);
	t.not(one.path, other.path);
	t.true(existsSync(one.work) && existsSync(other.work));
});

test('each time that a case runs has a directory, which tells the time', (t) => {
	const {caseDirectory} = makeRunDirectory(root);
	const files = ['s/a', 's/a', 's/b', 's/a'].map((id) => join(caseDirectory(id), 'console.log'));

	t.is(new Set(files).size, 4);
	t.deepEqual(files.map(attemptOf), [1, 2, 1, 3]);
});

test('sweeps the temporary files of a run that was killed, and of no other', (t) => {
	const alive = makeRunDirectory(root);
	const owner = readFileSync(join(alive.work, 'owner'), 'utf8');
	const {pid} = spawnSync('true');
	const leave = (name: string, text: string) => {
		const work = join(root, 'runs', name, 'work');
		mkdirSync(work, {recursive: true});
		writeFileSync(join(work, 'owner'), text);
		return work;
	};
	const dead = leave('dead', owner.replace(/\d+$/, String(pid)));
	const foreign = leave('foreign', `elsewhere pid:[1] ${pid}`);
	const unknown = leave('unknown', '');

	makeRunDirectory(root);

	t.false(existsSync(dead));
	t.true(existsSync(join(root, 'runs/dead')), 'its results stay');
	for (const work of [alive.work, foreign, unknown]) t.true(existsSync(work), work);
});
