import {promises, rmSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {dropUntilFree, freeInodes} from './_caches.ts';

export default defineCase({
	title: 'tasks that open a file for the first time at once all read it, and nothing is kept twice or leaked',
	groups: ['auto', 'kept'],
	requires: ['fsverity'],
	deadlineMs: 60_000,
	async run(t) {
		const names = Array.from({length: 10}, (_, i) => `file-${i}`);
		const store = await t.store(Object.fromEntries(names.map((name) => [name, name])));
		const mount = await t.mount(await t.image(store), {basedir: store.path, verityCheck: 2});
		const read = (name: string) => promises.readFile(`${mount.path}/${name}`, 'utf8');

		// On the threads of libuv; without its pages each has to wait for the disk while it looks.
		for (let round = 0; round < 20; round += 1) {
			writeFileSync('/proc/sys/vm/drop_caches', '3');
			const wanted = names.flatMap((name) => [name, name, name, name]);
			t.deepEqual(await Promise.all(wanted.map(read)), wanted);
		}

		const before = freeInodes(store.path);
		for (const name of names) rmSync(`${store.path}/${name}`);
		await dropUntilFree(store.path, before + BigInt(names.length), t.signal);
	},
});
