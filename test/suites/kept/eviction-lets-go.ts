import {readFileSync, renameSync, rmSync} from 'node:fs';
import {defineCase} from '#case';
import {dropUntilFree, freeInodes} from './_caches.ts';

export default defineCase({
	title:
		'what is kept of the store goes with the inode: deleted objects are freed, moved ones looked up again',
	groups: ['auto', 'kept'],
	requires: ['fsverity'],
	async run(t) {
		const names = Array.from({length: 20}, (_, i) => `deleted-${i}`);
		const content = 'content';
		const store = await t.store(Object.fromEntries([...names, 'moved'].map((name) => [name, content])));
		const mount = await t.mount(await t.image(store), {basedir: store.path, verityCheck: 2});
		const read = (name: string) => readFileSync(`${mount.path}/${name}`, 'utf8');
		for (const name of [...names, 'moved']) t.is(read(name), content);

		const before = freeInodes(store.path);
		for (const name of names) rmSync(`${store.path}/${name}`);
		renameSync(`${store.path}/moved`, `${store.path}/elsewhere`);
		t.is(freeInodes(store.path), before, 'kept until eviction');
		t.is(read('moved'), content);

		await dropUntilFree(store.path, before + BigInt(names.length), t.signal);
		await t.fails('ENOENT', () => read('moved'));
		await t.fails('ENOENT', () => read('deleted-0'));
	},
});
