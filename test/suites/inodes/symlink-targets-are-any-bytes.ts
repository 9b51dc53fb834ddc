import {defineCase} from '#case';
import {directory, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {dropInodes} from './_drop-caches.ts';

const targets: Record<string, Buffer> = {
	'one byte': Buffer.from('x'),
	'not UTF-8': Buffer.from([0xff, 0xfe, 0x80, 0x0a, 0x01]),
	'4095 bytes': Buffer.alloc(4095, 'a/'),
	'only slashes': Buffer.from('///'),
};

export default defineCase({
	title: 'readlink gives every byte of a target, 4095 of them, again after eviction',
	groups: ['auto', 'inodes'],
	needs: [],
	batch: true,
	async run(t) {
		const links = Object.entries(targets).map(([name, target]) => [name, symlink(target)] as const);
		const mount = await t.mount(await t.image(directory(links)));
		const readlink = (name: string, length = 8192) =>
			loadNative().readlinkat(c.AT_FDCWD, `${mount.path}/${name}`, length);

		for (let round = 0; round < 2; round++) {
			for (const [name, target] of Object.entries(targets)) t.deepEqual(readlink(name), target, name);
			dropInodes();
		}
		t.deepEqual(readlink('not UTF-8', 2), Buffer.from([0xff, 0xfe]));
	},
});
