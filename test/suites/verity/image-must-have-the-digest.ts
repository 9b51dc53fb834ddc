import {closeSync, openSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {measureVerity, treeOfStore} from '../../../src/guest/store.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {constants as c, loadNative, type SyscallError} from '../../../src/native.ts';

export default defineCase({
	title: 'a mount with a digest fails with EIO when the image has another, none, or one of another algorithm',
	groups: ['auto', 'quick', 'verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const digest = image.digest ?? Buffer.alloc(0);
		const logOf = async (path: string, expected: Buffer) => {
			const error = await t.fails('EIO', () => t.mount({path}, {digest: expected.toString('hex')}));
			return (error as SyscallError).kernelLog?.join();
		};

		(await t.mount(image, {digest: true})).close();

		for (const [at, bits] of [
			[0, 0x80],
			[31, 0x01],
		] as const) {
			const wrong = Buffer.from(digest);
			wrong[at] = (wrong[at] ?? 0) ^ bits;
			t.is(await logOf(image.path, wrong), 'e composefs: image has another fs-verity digest');
		}

		const without = await t.image(store, {verity: false});
		t.is(await logOf(without.path, digest), 'e composefs: image has no fs-verity digest');

		const path = `${t.tmp('scratch')}/sha512.cfs`;
		writeFileSync(path, writeImage(treeOfStore(store)));
		const fd = openSync(path, 'r');
		const nothing = Buffer.alloc(0);
		const algorithm = c.FS_VERITY_HASH_ALG_SHA512;
		loadNative().fsverityEnable(fd, {algorithm, blockSize: 4096, salt: nothing, signature: nothing});
		closeSync(fd);
		const half = measureVerity(path).subarray(0, 32);
		t.is(await logOf(path, half), 'e composefs: image has another fs-verity digest');
	},
});
