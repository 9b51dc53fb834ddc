import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';

export default defineCase({
	title: 'a program runs while its object is open for writing, and that is opened while the program runs',
	groups: ['auto', 'files'],
	needs: ['read-only-itself'],
	requires: ['tool:sh'],
	batch: true,
	async run(t) {
		const shell = readFileSync('/bin/sh');
		const store = await t.store({sh: shell}, {verity: false});
		const sh = regularFile({size: shell.length, backing: 'sh'}, {permissions: 0o755});
		const mount = await t.mount(await t.image(directory({sh})), {basedir: store.path});
		const writer = openSync(`${store.path}/sh`, 'r+');

		const run = () => spawnSync(`${mount.path}/sh`, ['-c', 'echo here'], {encoding: 'utf8'});
		t.is(run().stdout, 'here\n');
		closeSync(writer);
		const child = spawn(`${mount.path}/sh`, ['-c', 'echo running; read -r line'], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		t.cleanUp('the running program', async () => {
			child.stdin.end();
			await once(child, 'close');
		});
		await once(child.stdout, 'data');
		closeSync(openSync(`${store.path}/sh`, 'r+'));
		await t.fails('EROFS', () => openSync(`${mount.path}/sh`, 'r+'));
	},
});
