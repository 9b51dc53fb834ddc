import {readFile, realpath, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {Fingerprints} from '../../../src/vm/fingerprint.ts';
import {addParents, buildInitramfs, guestPath} from '../../../src/vm/initramfs.ts';
import {readArchive} from './archive.ts';
import {temporaryDirectory} from './temporary.ts';

test('paths of the merged layout are below /usr, others stay', (t) => {
	t.is(guestPath('/bin/sh'), '/usr/bin/sh');
	t.is(guestPath('/lib64/ld-linux-x86-64.so.2'), '/usr/lib64/ld-linux-x86-64.so.2');
	t.is(guestPath('/usr/bin/sh'), '/usr/bin/sh');
	t.is(guestPath('/opt/node/bin/../bin/node'), '/opt/node/bin/node');
	t.is(guestPath('/library/x'), '/library/x');
});

test('every parent of a path becomes a directory, except /', (t) => {
	const file = {type: 'file', from: '/x', mode: 0o644, size: 1} as const;
	const tree = addParents(new Map([['/agent/deep/agent.cjs', file]]));
	t.is(tree.get('/agent')?.type, 'directory');
	t.is(tree.get('/agent/deep')?.type, 'directory');
	t.false(tree.has('/'));
});

test('the archive holds init, tools with their libraries, files and devices, parents first', async (t) => {
	const {build, directory} = await setUp(t);
	const {path, fresh} = await build({'/agent/agent.cjs': join(directory, 'agent')});
	const entries = readArchive(await readFile(path));
	const names = [...entries.keys()];

	t.true(fresh);
	t.is(entries.get('init')?.content.toString(), '#!/bin/sh\n');
	t.is(entries.get('agent/agent.cjs')?.content.toString(), 'first');
	t.is(entries.get('bin')?.content.toString(), 'usr/bin');
	t.deepEqual(entries.get('dev/console')?.device, [5, 1]);
	t.true(names.some((name) => /^usr\/lib.*\/libc\.so/.test(name)));
	const shell = guestPath(await realpath('/bin/sh')).slice(1);
	t.deepEqual(entries.get(shell)?.content, await readFile('/bin/sh'));
	for (const name of names) {
		const parent = name.split('/').slice(0, -1).join('/');
		if (parent) t.true(names.indexOf(parent) < names.indexOf(name), name);
	}
});

test('the same content is the same archive, and other content another', async (t) => {
	const {build, directory} = await setUp(t);
	const agent = join(directory, 'agent');
	const first = await build({'/agent': agent});
	t.deepEqual(await build({'/agent': agent}), {...first, fresh: false});

	await writeFile(agent, 'other');
	const second = await build({'/agent': agent});
	t.true(second.fresh);
	t.not(second.key, first.key);
});

test('a program that is not there, and a file that is not, are named', async (t) => {
	const {build, directory} = await setUp(t);
	await t.throwsAsync(build({}, ['no-such-program']), {message: /no-such-program/});
	await t.throwsAsync(build({'/x': join(directory, 'absent')}), {message: /absent.*ENOENT/});
	await t.throwsAsync(build({'/x': directory}), {message: /expected a regular file/});
});

async function setUp(t: Parameters<typeof temporaryDirectory>[0]) {
	const directory = await temporaryDirectory(t);
	const init = join(directory, 'init');
	await writeFile(init, '#!/bin/sh\n');
	await writeFile(join(directory, 'agent'), 'first');
	const cache = join(directory, 'cache');
	const build = async (files: Record<string, string>, tools = ['sh']) =>
		buildInitramfs({files, tools, init, cache, fingerprints: await Fingerprints.open(cache)});
	return {build, directory};
}
