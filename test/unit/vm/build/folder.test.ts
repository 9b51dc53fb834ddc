import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {withBuildFolder} from '../../../../src/vm/build/folder.ts';

function setUp() {
	const cache = mkdtempSync(join(tmpdir(), 'cfsbench-folder-'));
	return {cache, progress: () => undefined, [Symbol.dispose]: () => rmSync(cache, {recursive: true})};
}

const leave = (folder: string) => Promise.resolve(writeFileSync(join(folder, 'object.o'), ''));
const isThere = (folder: string) => Promise.resolve(existsSync(join(folder, 'object.o')));

test('what a build made is there for the next', async (t) => {
	using own = setUp();
	await withBuildFolder({...own, id: 'x'}, leave);
	t.true(await withBuildFolder({...own, id: 'x'}, isThere));
	t.false(await withBuildFolder({...own, id: 'y'}, isThere));
});

test('it stays when a build fails: what compiled is good', async (t) => {
	using own = setUp();
	const failing = withBuildFolder({...own, id: 'x'}, async (folder) => {
		await leave(folder);
		throw new Error('syntax');
	});
	await t.throwsAsync(failing, {message: 'syntax'});
	t.true(await withBuildFolder({...own, id: 'x'}, isThere));
});

test('it is emptied after a build that was stopped', async (t) => {
	using own = setUp();
	const controller = new AbortController();
	const stopped = withBuildFolder({...own, id: 'x', signal: controller.signal}, async (folder) => {
		await leave(folder);
		controller.abort(new Error('Ctrl-C'));
		controller.signal.throwIfAborted();
	});
	await t.throwsAsync(stopped, {message: 'Ctrl-C'});
	t.false(await withBuildFolder({...own, id: 'x'}, isThere));
});

test('two builds of one folder wait for each other', async (t) => {
	using own = setUp();
	const order: string[] = [];
	const build = (name: string) =>
		withBuildFolder({...own, id: 'x'}, async () => {
			order.push(`${name} starts`);
			await new Promise((resolve) => setTimeout(resolve, 50));
			order.push(`${name} ends`);
		});
	await Promise.all([build('one'), build('two')]);
	t.is(order[0]?.split(' ')[0], order[1]?.split(' ')[0]);
	t.is(order[2]?.split(' ')[0], order[3]?.split(' ')[0]);
});

test('a build that waits for another says whom it waits for', async (t) => {
	using own = setUp();
	const told: string[] = [];
	let free = () => {};
	const first = withBuildFolder({...own, id: 'x'}, () => new Promise<void>((resolve) => (free = resolve)));
	const second = withBuildFolder(
		{
			...own,
			id: 'x',
			progress: ({type, step}) => {
				told.push(`${type}: ${step}`);
				free();
			},
		},
		async () => {},
	);

	await Promise.all([first, second]);
	const waiting = `waiting for another run (pid ${process.pid})`;
	t.deepEqual(told, [`step-started: ${waiting}`, `step-finished: ${waiting}`]);
});
