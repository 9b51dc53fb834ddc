import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {moduleReferences} from '../../../src/guest/kernel-state.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {dropPages} from '../files/_page-cache.ts';

const rounds = 5;

/** Each way out of the driver that a fatal signal takes has to put what it got: one that forgets keeps the mount busy. */
export default defineCase({
	title:
		'readers, listers and programs that are killed in the midst hold nothing of the mount, and the rest reads on',
	groups: ['auto', 'concurrency'],
	requires: ['tool:sh'],
	deadlineMs: 60_000,
	async run(t) {
		const shell = readFileSync('/bin/sh');
		const store = await t.store({content: Buffer.alloc(300_000, 'a line\n'), shell});
		const names = Array.from({length: 400}, (_, n) => `file-with-a-long-name-to-fill-pages-${n}`);
		const file = regularFile({size: 300_000, backing: 'content'});
		const sh = regularFile({size: shell.length, backing: 'shell'}, {permissions: 0o755});
		const tree = directory({many: directory(names.map((name) => [name, file] as const)), sh});
		const image = await t.image(tree);
		const mount = await t.mount(image, {basedir: store.path});
		const script = `cd ${mount.path}/many; echo ready
			while :; do set -- *; while read -r line; do :; done <$7; ${mount.path}/sh -c ':'; done`;
		const start = (): ChildProcess =>
			spawn(`${mount.path}/sh`, ['-c', script], {stdio: ['ignore', 'pipe', 'inherit']});

		for (let round = 0; round < rounds; round++) {
			const children = [start(), start(), start()];
			await Promise.all(children.map(({stdout}) => stdout && once(stdout, 'data')));
			dropPages(image.path);
			dropPages(`${store.path}/content`);
			writeFileSync('/proc/sys/vm/drop_caches', '2');
			// Where they are by now differs from round to round.
			for (let turn = t.random.integer(20); turn > 0; turn--)
				await new Promise((resolve) => setImmediate(resolve));
			const ends = children.map((child) => once(child, 'exit'));
			for (const child of children) child.kill('SIGKILL');
			for (const [, signal] of await Promise.all(ends)) t.is(signal, 'SIGKILL');
			t.is(readFileSync(`${mount.path}/many/${names[round]}`).length, 300_000);
		}
		mount.close();
		t.is(moduleReferences('composefs'), 0);
	},
});
