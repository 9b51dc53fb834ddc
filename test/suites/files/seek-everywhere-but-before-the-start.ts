import {readSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {pages} from './_content.ts';

const {SEEK_SET, SEEK_CUR, SEEK_END, SEEK_DATA, SEEK_HOLE} = c;
/** The largest offset. Reading a byte there would pass it. */
const last = 2n ** 63n - 1n;

/**
 * A driver whose llseek asks the backing file for everything, forgets the largest offset, or leaves the position where it was
 * fails one of the lines.
 */
export default defineCase({
	title:
		'the position of a file goes anywhere from 0 to the largest offset; a bad one is refused and leaves it alone',
	groups: ['auto', 'quick', 'files'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const content = pages(2, 100);
		const size = BigInt(content.length);
		const store = await t.store({content});
		const tree = directory({
			empty: regularFile(),
			file: regularFile({size: content.length, backing: 'content'}),
		});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const {fd} = mount.open('file');
		const seek = (offset: bigint | number, whence: number) => native.lseek(fd, offset, whence);
		const byte = () => {
			const read = Buffer.alloc(1);
			return readSync(fd, read) === 1 ? read[0] : undefined;
		};

		t.is(seek(5000, SEEK_SET), 5000n);
		t.is(byte(), content[5000]);
		t.is(seek(-3, SEEK_CUR), 4998n);
		t.is(byte(), content[4998]);
		t.is(seek(-size, SEEK_END), 0n);
		t.is(byte(), content[0]);
		for (const offset of [size, 2n ** 32n + 1n, last - 1n]) {
			t.is(seek(offset, SEEK_SET), offset);
			t.is(byte(), undefined, `nothing at ${offset}`);
		}

		t.is(seek(last, SEEK_SET), last);

		seek(7, SEEK_SET);
		await t.fails('EINVAL', () => seek(-1, SEEK_SET));
		await t.fails('EINVAL', () => seek(-8, SEEK_CUR));
		await t.fails('EINVAL', () => seek(-size - 1n, SEEK_END));
		await t
			.fails('EOVERFLOW', () => seek(last, SEEK_CUR))
			.catch(() => t.fails('EINVAL', () => seek(last, SEEK_CUR)));
		await t.fails('EINVAL', () => seek(0, 99));
		for (const whence of [SEEK_DATA, SEEK_HOLE]) {
			await t.fails('ENXIO', () => seek(-1, whence));
			await t.fails('ENXIO', () => seek(size, whence));
		}
		t.is(byte(), content[7], 'the position is where it was');
		t.is(seek(4100, SEEK_DATA), 4100n);
		t.is(byte(), content[4100]);
		t.is(seek(10, SEEK_HOLE), size, 'behind the end there is a hole');

		const empty = mount.open('empty').fd;
		t.is(native.lseek(empty, 10, SEEK_SET), 10n);
		t.is(native.lseek(empty, -10, SEEK_CUR), 0n);
		await t.fails('EINVAL', () => native.lseek(empty, -1, SEEK_END));
	},
});
