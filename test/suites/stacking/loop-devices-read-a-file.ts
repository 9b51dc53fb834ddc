import {closeSync, openSync, readSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {pages} from '../files/_content.ts';

/** The kernel's own reads come with pages instead of buffers, from a thread of nobody: a driver that counts on a task fails them. */
export default defineCase({
	title:
		'a loop device over a file of the mount has its bytes, from any offset, buffered or direct, and takes no writer',
	groups: ['auto', 'stacking'],
	needs: [],
	requires: ['module:loop'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const content = pages(64, 512);
		const store = await t.store({disk: content});
		const tree = directory({disk: regularFile({size: content.length, backing: 'disk'})});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const control = openSync('/dev/loop-control', 'r+');
		t.cleanUp('the control of loop devices', () => closeSync(control));
		const readAll = (flags: number, offset: number) => {
			const device = openSync(`/dev/loop${native.loopGetFree(control)}`, 'r');
			try {
				native.loopConfigure(device, {
					file: mount.open('disk').fd,
					blockSize: 512,
					offset,
					sizeLimit: 0,
					flags: flags | c.LO_FLAGS_READ_ONLY | c.LO_FLAGS_AUTOCLEAR,
				});
				t.is(native.loopGetStatus(device).flags & c.LO_FLAGS_READ_ONLY, c.LO_FLAGS_READ_ONLY);
				writeFileSync('/proc/sys/vm/drop_caches', '1');
				const bytes = Buffer.alloc(content.length + 4096);
				let length = 0;
				for (let n = 1; n > 0; length += n)
					n = readSync(device, bytes, length, Math.min(20_000, bytes.length - length), length);
				return bytes.subarray(0, length);
			} finally {
				closeSync(device);
			}
		};

		for (const flags of [0, c.LO_FLAGS_DIRECT_IO])
			for (const offset of [0, 512, 65_536])
				t.true(readAll(flags, offset).equals(content.subarray(offset)), `flags ${flags} from ${offset}`);
		await t.fails('EROFS', () => mount.open('disk', c.O_RDWR));
	},
});
