import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {mapFile} from './_page-cache.ts';

export default defineCase({
	title: 'an empty file opens without any base directory, and every way to read it gives nothing',
	groups: ['auto', 'quick', 'files'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const mount = await t.mount(await t.image(directory({empty: regularFile()})));
		const {fd} = mount.open('empty');
		const pipe = native.pipe2(c.O_CLOEXEC | c.O_NONBLOCK);
		t.cleanUp('a pipe', () => {
			for (const end of [pipe.read, pipe.write]) native.close(end);
		});

		t.is(readFileSync(`${mount.path}/empty`, 'utf8'), '');
		t.deepEqual(native.preadv2(fd, [10], 0, c.RWF_NOWAIT), []);
		t.is(native.pread(mount.open('empty', c.O_DIRECT).fd, 4096, 0).length, 0);
		t.is(native.splice({from: fd, fromOffset: 0, to: pipe.write, toOffset: null, length: 10, flags: 0}), 0);
		t.is(native.lseek(fd, 0, c.SEEK_END), 0n);
		await t.fails('ENXIO', () => native.lseek(fd, 0, c.SEEK_DATA));
		await t.fails('ENXIO', () => native.lseek(fd, 0, c.SEEK_HOLE));
		native.posix_fadvise(fd, 0, 0, c.POSIX_FADV_WILLNEED);
		for (const flags of [c.MAP_SHARED, c.MAP_PRIVATE]) {
			using mapping = mapFile(fd, 4096, flags);
			await t.fails('SIGBUS', () => mapping.read(0, 1));
		}
		await t.fails('ENODATA', () => native.fsverityMeasure(fd));
	},
});
