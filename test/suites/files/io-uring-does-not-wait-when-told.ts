import {setTimeout as sleep} from 'node:timers/promises';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';
import {ioUring, openRing, ringRead as read} from './_io-uring.ts';
import {cachedPages, dropPages, mapFile} from './_page-cache.ts';

export default defineCase({
	title:
		'an io_uring read with RWF_NOWAIT is EAGAIN for what is not in the page cache, and the bytes of what is',
	groups: ['auto', 'files'],
	requires: [ioUring],
	batch: true,
	async run(t) {
		const content = pages(2);
		const {mount, backing} = await oneFile(t, content);
		const {fd} = mount.open('file');
		using mapping = mapFile(fd, content.length);
		const ring = openRing(t);
		const [first] = ring.readAll([read(fd, 0, content.length)]);
		t.deepEqual(first, content);
		const nowait = () => ring.readAll([read(fd, 0, content.length, {rwFlags: c.RWF_NOWAIT})])[0];
		t.deepEqual(nowait(), content);

		dropPages(backing);
		t.is(cachedPages(mapping), '00');
		// A disk may be quicker than the call that asks it: then there is no EAGAIN.
		for (let answer = nowait(); Buffer.compare(content, asBytes(answer)) !== 0; answer = nowait()) {
			if (typeof answer === 'number') t.is(loadNative().errnoName(-answer), 'EAGAIN');
			t.signal.throwIfAborted();
			await sleep(1);
		}
	},
});

function asBytes(answer: Buffer | number | undefined): Buffer {
	return answer instanceof Buffer ? answer : Buffer.alloc(0);
}
