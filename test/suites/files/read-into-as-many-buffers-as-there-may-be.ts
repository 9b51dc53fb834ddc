import {defineCase} from '#case';
import {loadNative} from '../../../src/native.ts';
import {oneFile, pages} from './_content.ts';

const most = 1024;

/** A driver that reads buffer by buffer, or passes on only some of them, ends early or repeats itself. */
export default defineCase({
	title:
		'preadv fills up to 1024 buffers of odd lengths with the bytes in order, the empty ones skipped, and no more than the file has',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const content = pages(40, 77);
		const {mount} = await oneFile(t, content);
		const {fd} = mount.open('file');
		const read = (lengths: readonly number[], offset: number) =>
			Buffer.concat(native.preadv2(fd, lengths, offset, 0));
		const random = () =>
			Array.from({length: most}, () => (t.random.integer(8) === 0 ? 0 : t.random.integer(300)));

		for (let round = 0; round < 6; round++) {
			const [lengths, offset] = [random(), t.random.integer(content.length)];
			const wanted = lengths.reduce((sum, length) => sum + length, 0);
			t.true(
				read(lengths, offset).equals(content.subarray(offset, offset + wanted)),
				`${wanted} bytes from ${offset}`,
			);
		}
		t.true(read(Array(most).fill(1), 4000).equals(content.subarray(4000, 4000 + most)));
		t.true(read([0, 0, 4096, 0, 1], 4095).equals(content.subarray(4095, 8192)));
		t.is(read(Array(most).fill(0), 0).length, 0);
	},
});
