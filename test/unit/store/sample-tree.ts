import {chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {constants, loadNative, type SyscallError} from '../../../src/native.ts';

export function temporaryDirectory(t: ExecutionContext): string {
	const directory = mkdtempSync(join(tmpdir(), 'cfsbench-tree-'));
	t.teardown(() => {
		rmSync(directory, {recursive: true});
	});
	return directory;
}

export const isRoot = process.geteuid?.() === 0;

export const longName = 'n'.repeat(255);
export const binaryName = Buffer.from('\xff\xfe\x01 \n\\', 'latin1');
const fileType = {fifo: 0o010000, chr: 0o020000, blk: 0o060000, sock: 0o140000} as const;

function mknod(path: string, type: keyof typeof fileType, major = 0, minor = 0): void {
	loadNative().mknodat(constants.AT_FDCWD, path, fileType[type] | 0o640, major, minor);
}

function setMtime(path: string, sec: bigint, nsec: number): void {
	const time = {sec, nsec};
	loadNative().utimensat(constants.AT_FDCWD, path, time, time, constants.AT_SYMLINK_NOFOLLOW);
}

/** Fills a directory with everything that the caller may make: devices need root, user xattrs a filesystem that has them. */
export function makeSampleTree(t: ExecutionContext, tree: string): void {
	mkdirSync(join(tree, 'dir/sub/deeper'), {recursive: true});
	mkdirSync(join(tree, 'empty-dir'));
	writeFileSync(join(tree, 'empty'), '');
	writeFileSync(join(tree, 'file'), 'content');
	writeFileSync(join(tree, 'dir/same'), 'content');
	writeFileSync(join(tree, 'large'), Buffer.alloc(3 * 1024 * 1024 + 1, 'large'));
	writeFileSync(join(tree, longName), 'long');
	writeFileSync(Buffer.concat([Buffer.from(`${tree}/dir/`), binaryName]), 'binary');
	symlinkSync('to/where', join(tree, 'link'));
	symlinkSync(Buffer.from('\xff\xfe', 'latin1'), join(tree, 'dir/binary-link'));
	linkSync(join(tree, 'file'), join(tree, 'dir/hard'));
	linkSync(join(tree, 'link'), join(tree, 'dir/hard-link'));
	mknod(join(tree, 'fifo'), 'fifo');
	mknod(join(tree, 'socket'), 'sock');
	linkSync(join(tree, 'fifo'), join(tree, 'dir/fifo'));
	if (isRoot) {
		mknod(join(tree, 'null'), 'chr', 1, 3);
		mknod(join(tree, 'disk'), 'blk', 259, 70_000);
	} else {
		t.log('without devices: mknod(2) needs root');
	}

	chmodSync(join(tree, 'file'), 0o4751);
	chmodSync(join(tree, 'empty-dir'), 0o3777);
	try {
		const {lsetxattr} = loadNative();
		lsetxattr(join(tree, 'file'), 'user.text', Buffer.from('value'), 0);
		lsetxattr(join(tree, 'file'), 'user.empty', Buffer.alloc(0), 0);
		lsetxattr(join(tree, 'dir'), Buffer.from('user.\xff', 'latin1'), Buffer.from([0, 1, 255]), 0);
	} catch (error) {
		if ((error as SyscallError).code !== 'ENOTSUP') throw error;
		t.log(`without xattrs: ${tree} can't have them`);
	}

	setMtime(join(tree, 'link'), 1_674_231_345n, 123_456_789);
	setMtime(join(tree, 'empty'), -1n, 500_000_000);
	setMtime(join(tree, 'large'), -86_400n, 1);
	setMtime(join(tree, 'dir'), 4_294_967_296n, 999_999_999);
}
