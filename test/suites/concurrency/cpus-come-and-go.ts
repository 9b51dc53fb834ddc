import {promises, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {dropUntilFree, freeInodes} from '../kept/_caches.ts';

const online = '/sys/devices/system/cpu/cpu1/online';
const rounds = 6;

/** Work that is bound to a CPU, or kept by one, is left behind when that goes: deleted objects are then never freed. */
export default defineCase({
	title: 'files are read, and what was kept of deleted ones is let go, while a CPU goes and comes back',
	groups: ['auto', 'concurrency'],
	requires: [`path:${online}`, 'fsverity'],
	deadlineMs: 5_000,
	async run(t) {
		const names = Array.from({length: 40}, (_, n) => `file-${n}`);
		const store = await t.store(Object.fromEntries(names.map((name) => [name, name])));
		const mount = await t.mount(await t.image(store), {basedir: store.path, verityCheck: 2});
		const read = (name: string) => promises.readFile(`${mount.path}/${name}`, 'utf8');
		const set = (state: '0' | '1') => promises.writeFile(online, state);
		t.cleanUp('the second CPU', () => writeFileSync(online, '1'));
		const readAll = async (some: readonly string[]) => {
			const read4 = [...some, ...some, ...some, ...some];
			t.deepEqual(await Promise.all(read4.map(read)), read4);
		};

		for (let round = 0; round < rounds; round++) {
			const gone = names.slice(round * 5, round * 5 + 5);
			await Promise.all([set('0'), readAll(names.slice(round * 5))]);
			t.is(readFileSync(online, 'utf8'), '0\n');
			const before = freeInodes(store.path);
			for (const name of gone) rmSync(`${store.path}/${name}`);
			await dropUntilFree(store.path, before + BigInt(gone.length), t.signal);
			for (const name of gone) await t.fails('ENOENT', () => read(name));
			await Promise.all([set('1'), readAll(names.slice(round * 5 + 5))]);
		}
	},
});
