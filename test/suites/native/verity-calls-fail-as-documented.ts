import {closeSync, openSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';

const options = {
	algorithm: c.FS_VERITY_HASH_ALG_SHA256,
	blockSize: 4096,
	salt: Buffer.alloc(0),
	signature: Buffer.alloc(0),
};

export default defineCase({
	title: 'fs-verity calls fail with the errnos of the kernel document when misused',
	groups: ['auto', 'native'],
	requires: ['fsverity'],
	module: false,
	async run(t) {
		const native = loadNative();
		const path = join(t.tmp('scratch'), 'file');
		writeFileSync(path, 'content');
		const fd = openSync(path, 'r');
		t.cleanUp(path, () => closeSync(fd));

		await t.fails('ENODATA', () => native.fsverityMeasure(fd));
		await t.fails('ENODATA', () =>
			native.fsverityReadMetadata(fd, c.FS_VERITY_METADATA_TYPE_DESCRIPTOR, 0, 256),
		);
		await t.fails('EINVAL', () => native.fsverityEnable(fd, {...options, blockSize: 4095}));
		await t.fails('EMSGSIZE', () => native.fsverityEnable(fd, {...options, salt: Buffer.alloc(33)}));
		const writer = openSync(path, 'r+');
		await t.fails('ETXTBSY', () => native.fsverityEnable(fd, options));
		closeSync(writer);

		native.fsverityEnable(fd, options);
		await t.fails('EEXIST', () => native.fsverityEnable(fd, options));
		await t.fails('ENODATA', () =>
			native.fsverityReadMetadata(fd, c.FS_VERITY_METADATA_TYPE_SIGNATURE, 0, 256),
		);
		await t.fails('EINVAL', () => native.fsverityReadMetadata(fd, 99, 0, 256));
		t.is(native.statx(fd, '', c.AT_EMPTY_PATH, 0).attributes & c.STATX_ATTR_VERITY, c.STATX_ATTR_VERITY);
	},
});
