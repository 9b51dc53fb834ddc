import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {listDirectory} from '../directories/_list.ts';
import {lstatx} from '../inodes/_statx.ts';

export default defineCase({
	title: 'names of 255 bytes are found and listed; 256 bytes are ENAMETOOLONG, also below what is cached',
	groups: ['auto', 'quick', 'names'],
	needs: ['long-names', 'name-limit', 'byte-order'],
	batch: true,
	async run(t) {
		const longest = Buffer.alloc(255, 0xfe);
		const entries = [254, 255].map((length) => [longest.subarray(0, length), regularFile()] as const);
		const mount = await t.mount(await t.image(directory([...entries, ['dir', directory()]])));
		const at = (name: Buffer, directory = '') =>
			Buffer.concat([Buffer.from(`${mount.path}${directory}/`), name]);

		t.deepEqual(
			listDirectory(mount.path).map(({name}) => name.length),
			[1, 2, 3, 254, 255],
		);
		t.is(lstatx(at(longest)).size, 0n);
		for (const directory of ['', '/dir'])
			await t.fails('ENAMETOOLONG', () => lstatx(at(Buffer.alloc(256, 0xfe), directory)));
		await t.fails('ENOENT', () => lstatx(at(Buffer.alloc(255, 0xfd))));
		t.is(loadNative().statfs(mount.path).namelen, 255);
	},
});
