import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {treeOfStore} from '../../../src/guest/store.ts';

export default defineCase({
	title: 'a tree is the same after its inodes, dentries and pages were dropped, inode numbers included',
	groups: ['auto', 'lifecycle'],
	needs: [],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const content = Object.fromEntries(
			Array.from({length: 40}, (_, i) => [`dir-${i % 4}/file-${i}`, `content ${i}`]),
		);
		const store = await t.store(content);
		const mount = await t.mount(await t.image(treeOfStore(store)), {basedir: store.path, verityCheck: 2});
		const scan = () =>
			readdirSync(mount.path, {recursive: true, encoding: 'utf8'})
				.sort()
				.map((name) => {
					const path = `${mount.path}/${name}`;
					const stat = statSync(path);
					return [name, stat.ino, stat.mode, stat.isFile() ? readFileSync(path, 'utf8') : ''];
				});
		const open = mount.open('dir-0/file-0');

		const before = scan();
		t.is(before.length, 44);
		for (let i = 0; i < 3; i += 1) {
			writeFileSync('/proc/sys/vm/drop_caches', '3');
			t.deepEqual(scan(), before);
		}
		t.is(readFileSync(open.fd, 'utf8'), 'content 0');
	},
});
