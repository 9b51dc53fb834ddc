import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: "a root that is the host's refuses every write, also after the guest has made it writable",
	module: false,
	async run(t) {
		const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
		if (!mounts.some((line) => line.startsWith('ROOTFS / virtiofs ')))
			t.notrun("the root is the guest's own");

		execFileSync('mount', ['-o', 'remount,rw', '/']);
		t.cleanUp('the remounted root', () => execFileSync('mount', ['-o', 'remount,ro', '/']));
		t.match(readFileSync('/proc/mounts', 'utf8'), /^ROOTFS \/ virtiofs rw/m);

		await t.fails('EROFS', () => writeFileSync('/usr/cfsbench-was-here', ''));
		await t.fails('EROFS', () => writeFileSync('/root/cfsbench-was-here', ''));
	},
});
