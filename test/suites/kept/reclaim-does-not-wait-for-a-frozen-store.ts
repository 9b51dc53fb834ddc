import {closeSync, openSync, readFileSync, rmSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {dropUntilFree, freeInodes} from './_caches.ts';

export default defineCase({
	title:
		'inodes whose object was deleted are evicted while the store is frozen, and the objects freed when it thaws',
	groups: ['auto', 'kept', 'lifecycle'],
	requires: ['fsverity'],
	deadlineMs: 10_000,
	async run(t) {
		const names = Array.from({length: 20}, (_, i) => `file-${i}`);
		const store = await t.store(Object.fromEntries(names.map((name) => [name, name])));
		const mount = await t.mount(await t.image(store), {
			basedir: store.path,
			verityCheck: 2,
		});
		const read = (name: string) => readFileSync(`${mount.path}/${name}`, 'utf8');
		for (const name of names) t.is(read(name), name);
		for (const name of names.slice(1)) rmSync(`${store.path}/${name}`);
		const before = freeInodes(store.path);

		const disk = openSync(store.path, 'r');
		const four = Buffer.alloc(4);
		loadNative().ioctl(disk, c.FIFREEZE, four);
		try {
			// Reclaim that freed a deleted object itself would wait for the thaw, for ever.
			for (let i = 0; i < 3; i += 1) dropInodes();
			t.is(freeInodes(store.path), before);
			t.is(read('file-0'), 'file-0');
			await t.fails('ENOENT', () => read('file-1'));
		} finally {
			loadNative().ioctl(disk, c.FITHAW, four);
			closeSync(disk);
		}
		await dropUntilFree(store.path, before + BigInt(names.length - 1), t.signal);
	},
});
