import {rmSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {defineCase} from '#case';
import {makeStore, treeOfStore} from '../../../src/guest/store.ts';
import {Mount} from '../../../src/mount/mount.ts';
import {loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';

const size = 8 << 20;

export default defineCase({
	title:
		'an object that was read and is deleted takes no space once its file is closed and its inode reclaimed',
	groups: ['auto', 'lifecycle'],
	needs: ['store-content'],
	batch: true,
	async run(t) {
		const base = t.tmp();
		loadNative().mount('none', base, 'tmpfs', 0, null);
		const baseMount = new Mount(base);
		t.cleanUp('the base mount', () => baseMount.close());
		const store = makeStore(base, {other: 'hello', object: Buffer.alloc(size, 'x')}, false);
		const mount = await t.mount(await t.image(treeOfStore(store)), {basedir: base});
		const free = () => {
			const {bfree, bsize} = loadNative().statfs(base);
			return Number(bfree) * Number(bsize);
		};

		const before = free();
		const file = mount.open('object');
		rmSync(`${base}/object`);
		t.is(free(), before, 'an open file keeps its object');
		file.close();
		// What the driver keeps of a file goes with its inode, a moment later.
		while (free() - before < size) {
			t.signal.throwIfAborted();
			dropInodes();
			await sleep(5);
		}
		mount.open('other').close();
		await t.fails('ENOENT', () => mount.open('object'));
	},
});
