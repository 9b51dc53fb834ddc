import {promises, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {dropPages} from '../files/_page-cache.ts';

const [directories, files] = [6, 12];

/** Eviction takes inodes while others are looked up: what a driver keeps of an evicted one shows in its successor. */
export default defineCase({
	title: 'walkers that list, stat, follow and read see the same tree, while everything is evicted under them',
	groups: ['auto', 'concurrency'],
	requires: ['fsverity'],
	deadlineMs: 60_000,
	async run(t) {
		const names = Array.from({length: files}, (_, n) => `file-${n}`);
		const store = await t.store(Object.fromEntries(names.map((name, n) => [name, name.repeat(1 + n * 100)])));
		const leaf = (name: string, owner: number) => {
			const {size = 0, digest = Buffer.alloc(0)} = store.files.get(name) ?? {};
			return regularFile({size, backing: name, digest}, {uid: owner});
		};
		// Each directory has another number of entries.
		const namesOf = (dir: number) => names.slice(0, files - dir);
		const tree = directory(
			Array.from({length: directories}, (_, dir) => {
				const entries = namesOf(dir).map((name, n) => [name, leaf(name, dir * 100 + n)] as const);
				return [`dir-${dir}`, directory([...entries, ['link', symlink(`file-${dir}`)]])] as const;
			}),
		);
		const image = await t.image(tree, {verity: false});
		const mount = await t.mount(image, {basedir: store.path, verityCheck: 2});
		let walks = 0;
		const walk = async (dir: number) => {
			const path = `${mount.path}/dir-${dir}`;
			t.deepEqual((await promises.readdir(path)).sort(), [...namesOf(dir), 'link'].sort());
			for (const [n, name] of namesOf(dir).entries()) {
				t.is((await promises.lstat(`${path}/${name}`)).uid, dir * 100 + n, name);
				const text = await promises.readFile(`${path}/${name}`, 'utf8');
				t.true(text === name.repeat(1 + n * 100), `content of ${name}`);
			}
			t.is(await promises.readlink(`${path}/link`), `file-${dir}`);
			await t.fails('ENOENT', () => promises.lstat(`${path}/absent-${dir}`));
			walks += 1;
		};

		for (let round = 0; round < 6; round++) {
			let walking = true;
			const all = Promise.all(Array.from({length: directories}, (_, dir) => walk(dir))).finally(() => {
				walking = false;
			});
			for (let drop = 0; walking; drop++) {
				writeFileSync('/proc/sys/vm/drop_caches', drop % 3 === 0 ? '3' : '2');
				if (drop % 4 === 0) dropPages(image.path);
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
			await all;
		}
		t.is(walks, 6 * directories);
	},
});
