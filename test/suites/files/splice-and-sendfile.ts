import {openSync, readFileSync, readSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';

export default defineCase({
	title: 'splice into a pipe and sendfile into a file carry the bytes, from an offset or from the position',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const content = pages(4, 10);
		const {mount} = await oneFile(t, content);
		const {fd} = mount.open('file');
		const pipe = native.pipe2(c.O_CLOEXEC | c.O_NONBLOCK);
		const copy = `${t.tmp()}/copy`;
		const to = openSync(copy, 'w');
		t.cleanUp('a pipe and a file', () => {
			for (const end of [pipe.read, pipe.write, to]) native.close(end);
		});

		const drain = (length: number) => {
			const read = Buffer.alloc(length + 1);
			return read.subarray(0, readSync(pipe.read, read));
		};
		const splice = (fromOffset: number | null, length: number) =>
			native.splice({from: fd, fromOffset, to: pipe.write, toOffset: null, length, flags: 0});
		t.is(splice(4090, 100), 100);
		t.deepEqual(drain(100), content.subarray(4090, 4190));
		t.is(splice(null, 50), 50);
		t.is(splice(null, 50), 50);
		t.deepEqual(drain(100), content.subarray(0, 100));
		t.is(splice(content.length - 5, 100), 5);
		t.deepEqual(drain(5), content.subarray(-5));
		t.is(splice(content.length, 100), 0);

		t.is(native.sendfile(to, fd, null, 1000), 1000);
		t.is(native.lseek(fd, 0, c.SEEK_CUR), 1100n);
		t.is(native.sendfile(to, fd, 1100, content.length), content.length - 1100);
		t.deepEqual(readFileSync(copy), content.subarray(100));
	},
});
