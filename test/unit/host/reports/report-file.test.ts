import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {InfraError} from '../../../../src/errors.ts';
import {openReportFile} from '../../../../src/host/reports/report-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'cfsbench-report-'));
test.after.always(() => rmSync(directory, {recursive: true}));

test('a report appears whole: until it is published, what was there stays', (t) => {
	const path = join(directory, 'whole.xml');
	writeFileSync(path, 'old');

	const file = openReportFile(path);
	file.write('new, ');
	file.write('schön');
	t.is(readFileSync(path, 'utf8'), 'old');
	file.publish();
	t.is(readFileSync(path, 'utf8'), 'new, schön');
	file.discard();
	t.is(readFileSync(path, 'utf8'), 'new, schön');
});

test('a report that is given up leaves nothing', (t) => {
	const inside = join(directory, 'made', 'on the way');
	const file = openReportFile(join(inside, 'x'));
	file.write('half');
	file.discard();

	t.deepEqual(readdirSync(inside), []);
});

test('what cannot be written is named before the run', (t) => {
	const blocked = join(directory, 'file');
	writeFileSync(blocked, '');
	mkdirSync(join(directory, 'folder'));
	const pipe = join(directory, 'pipe');
	execFileSync('mkfifo', [pipe]);

	for (const [path, why] of [
		['/proc/nowhere/x.xml', 'ENOENT'],
		[join(blocked, 'x.xml'), 'ENOTDIR'],
		[join(directory, 'folder'), 'EISDIR'],
		[pipe, 'not a regular file'],
	] as const)
		t.throws(() => openReportFile(path), {
			instanceOf: InfraError,
			message: `can't write the report ${path}: ${why}`,
		});
});

test('what is lost on the way is named', (t) => {
	const path = join(directory, 'full');
	const file = openReportFile(path);
	const [temporary = ''] = readdirSync(directory).filter((name) => name.startsWith('.full.'));
	t.truthy(temporary);
	rmSync(join(directory, temporary));
	t.throws(() => file.publish(), {
		instanceOf: InfraError,
		message: `can't write the report ${path}: ENOENT`,
	});
});
