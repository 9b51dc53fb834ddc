import {existsSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {constants as c, fsverityDigest} from '../../src/native.ts';
import {attachLoop, lacksLoop, makeExt4} from './loop-support.ts';
import {
	directory,
	enterMountNamespace,
	fails,
	lacksCapability,
	native,
	open,
	serialUnless,
} from './support.ts';

const obstacle =
	lacksCapability('CAP_SYS_ADMIN') ??
	(existsSync('/sys/fs/ext4/features/verity') ? undefined : 'needs a kernel with fs-verity on ext4') ??
	lacksLoop() ??
	enterMountNamespace();

const options = {
	algorithm: c.FS_VERITY_HASH_ALG_SHA256,
	blockSize: 4096,
	salt: Buffer.alloc(0),
	signature: Buffer.alloc(0),
};

serialUnless(obstacle, 'fs-verity is enabled, measured and read back', async (t) => {
	const place = directory(t);
	const device = attachLoop(t, makeExt4(place, 16));
	native.mount(device, place, 'ext4', 0, null);
	t.teardown(() => native.umount2(place, c.MNT_DETACH));
	const path = join(place, 'file');
	const writer = native.openat(c.AT_FDCWD, path, c.O_RDWR | c.O_CREAT, 0o600);
	native.pwrite(writer, Buffer.alloc(300_000, 'content'), 0);
	const fd = open(t, path);

	fails(t, 'ENODATA', () => native.fsverityMeasure(fd));
	fails(t, 'ETXTBSY', () => native.fsverityEnable(fd, options));
	native.close(writer);
	fails(t, 'EINVAL', () => native.fsverityEnable(fd, {...options, blockSize: 4095}));
	native.fsverityEnable(fd, {...options, salt: Buffer.from('salt')});
	fails(t, 'EEXIST', () => native.fsverityEnable(fd, options));

	const {algorithm, digest} = native.fsverityMeasure(fd);
	t.is(algorithm, c.FS_VERITY_HASH_ALG_SHA256);
	t.deepEqual(digest, await fsverityDigest(fd, {salt: Buffer.from('salt')}));
	const descriptor = native.fsverityReadMetadata(fd, c.FS_VERITY_METADATA_TYPE_DESCRIPTOR, 0, 4096);
	t.is(descriptor.length, 256);
	t.is(descriptor.readBigUInt64LE(8), 300_000n);
	const tree = native.fsverityReadMetadata(fd, c.FS_VERITY_METADATA_TYPE_MERKLE_TREE, 4096, 100);
	t.is(tree.length, 100);
	fails(t, 'ENODATA', () => native.fsverityReadMetadata(fd, c.FS_VERITY_METADATA_TYPE_SIGNATURE, 0, 1));
	t.not(native.statx(fd, '', c.AT_EMPTY_PATH, 0).attributes & c.STATX_ATTR_VERITY, 0n);
});

test.serial('a filesystem without fs-verity says so', (t) => {
	const fd = open(t, '/proc/self/status');
	const says = (call: () => unknown): void => {
		const {code, syscall} = t.throws(call) as NodeJS.ErrnoException;
		t.regex(code ?? '', /^(?:ENOTTY|ENOTSUP)$/);
		t.regex(syscall ?? '', /^ioctl\(FS_IOC_\w+_VERITY(?:_METADATA)?\)$/);
	};

	says(() => native.fsverityMeasure(fd));
	says(() => native.fsverityEnable(fd, options));
	says(() => native.fsverityReadMetadata(fd, c.FS_VERITY_METADATA_TYPE_DESCRIPTOR, 0, 256));
});

test.serial('options are checked before the call', (t) => {
	t.throws(() => native.fsverityEnable(0, {...options, blockSize: -1}), {
		instanceOf: RangeError,
		message: /^Expected options\.blockSize to be/,
	});
});
