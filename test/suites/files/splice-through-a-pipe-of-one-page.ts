import {readSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';
import {dropPages} from './_page-cache.ts';

/** A driver that moves the position by what was asked for, not by what the pipe took, loses bytes; one that waits never ends. */
export default defineCase({
	title:
		'a file is spliced whole through a pipe that holds a page, from odd offsets, and is EAGAIN where the pipe is full',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	deadlineMs: 5_000,
	async run(t) {
		const native = loadNative();
		const content = pages(12, 999);
		const {mount, backing} = await oneFile(t, content);
		const pipe = native.pipe2(c.O_CLOEXEC | c.O_NONBLOCK);
		t.cleanUp('a pipe', () => {
			for (const end of [pipe.read, pipe.write]) native.close(end);
		});
		t.is(native.fcntl(pipe.write, c.F_SETPIPE_SZ, 4096), 4096);
		const splice = (from: number, fromOffset: number | null, length: number) =>
			native.splice({
				from,
				fromOffset,
				to: pipe.write,
				toOffset: null,
				length,
				flags: c.SPLICE_F_NONBLOCK,
			});
		const drain = () => {
			const bytes = Buffer.alloc(8192);
			return Buffer.from(bytes.subarray(0, readSync(pipe.read, bytes)));
		};

		for (const start of [0, 1, 4095, 4097, 9000]) {
			dropPages(backing);
			const {fd} = mount.open('file');
			native.lseek(fd, start, c.SEEK_SET);
			const parts: Buffer[] = [];
			for (let at = start; ; ) {
				const moved = splice(fd, null, content.length);
				if (moved === 0) break;
				t.true(moved <= 4096, `${moved} bytes fit a page`);
				await t.fails('EAGAIN', () => splice(fd, null, 1));
				await t.fails('EAGAIN', () => splice(fd, 0, 1));
				at += moved;
				t.is(native.lseek(fd, 0, c.SEEK_CUR), BigInt(at));
				parts.push(drain());
			}
			t.true(Buffer.concat(parts).equals(content.subarray(start)), `from ${start}`);
		}
	},
});
