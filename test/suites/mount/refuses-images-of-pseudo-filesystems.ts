import {existsSync, readdirSync, statSync} from 'node:fs';
import {defineCase} from '#case';
import {inodeSize, superblockSize} from '../../../src/image/layout.ts';
import type {SyscallError} from '../../../src/native.ts';

const bus = '/proc/bus/pci/00';
/** By what the driver says of them. */
const files: Record<string, readonly string[]> = {
	'image: file is too short': ['/proc/version', '/proc/kmsg', '/proc/self/mem'],
	'image: wrong magic number': ['/proc/kcore', '/sys/kernel/btf/vmlinux', '/sys/kernel/uevent_seqnum'],
};

/**
 * Files that are made when they are read have no page cache to read an image from, or one of zeros, and sizes that mean nothing.
 * The driver of 2023 called an operation that such filesystems don't have: here /proc/kcore, which claims a size, shows it.
 */
export default defineCase({
	title: 'a file of procfs or sysfs is refused as an image, whatever size it claims, and nothing breaks',
	groups: ['auto', 'quick', 'mount'],
	batch: true,
	deadlineMs: 10_000,
	async run(t) {
		const refusal = async (code: string, path: string) =>
			((await t.fails(code, () => t.mount({path}))) as SyscallError).kernelLog?.join();

		let looked = 0;
		for (const [says, paths] of Object.entries(files))
			for (const path of paths.filter((name) => existsSync(name))) {
				t.is(await refusal('EUCLEAN', path), `e composefs: ${says}`, path);
				looked += 1;
			}
		// Whose size is that of the kernel's own notes, more or less than an image needs.
		const notes = '/sys/kernel/notes';
		const notesSay =
			statSync(notes).size > superblockSize + inodeSize ? 'wrong magic number' : 'file is too short';
		t.is(await refusal('EUCLEAN', notes), `e composefs: image: ${notesSay}`, notes);
		looked += 1;
		t.true(looked >= 5, `only ${looked} files to look at`);
		// These have a size, and nothing that the kernel itself may read them by.
		for (const name of existsSync(bus) ? readdirSync(bus) : [])
			t.is(await refusal('EINVAL', `${bus}/${name}`), "e composefs: image: superblock can't be read");
	},
});
