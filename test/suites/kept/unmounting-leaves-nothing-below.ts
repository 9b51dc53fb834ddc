import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {mountComposefs} from '../../../src/mount/composefs.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {SecondDisk} from '../_support/second-disk.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';

/** How often a waiting umount(8) is looked at, so that one that merely is slow has ended meanwhile. */
const looks = 40;

export default defineCase({
	title: 'unmounting waits for what lets go of deleted objects, and then nothing holds their filesystem',
	groups: ['auto', 'kept', 'lifecycle'],
	requires: ['tool:umount'],
	deadlineMs: 30_000,
	async run(t) {
		const names = Array.from({length: 40}, (_, i) => `object-${i}`);
		const image = await t.image(
			directory(names.map((name) => [name, regularFile({size: name.length, backing: name})] as const)),
			{place: 'memory'},
		);

		for (const dropped of [false, true]) {
			const disk = new SecondDisk(t.tmp());
			t.cleanUp('the second disk', () => disk.mount.close());
			const base = `${disk.mount.path}/base`;
			mkdirSync(base, {recursive: true});
			for (const name of names) writeFileSync(`${base}/${name}`, name);
			const target = t.tmp();
			mountComposefs({source: image.path, basedirs: [base], target});
			t.cleanUp('the mount', () => existsSync(`${target}/object-0`) && loadNative().umount2(target, 0));
			for (const name of names) t.is(readFileSync(`${target}/${name}`, 'utf8'), name);
			for (const name of names.slice(10)) rmSync(`${base}/${name}`);

			// Whoever frees a deleted file of a frozen filesystem waits for the thaw.
			const frozen = openSync(base, 'r');
			loadNative().ioctl(frozen, c.FIFREEZE, Buffer.alloc(4));
			let unmounting: ChildProcess;
			let waited: boolean;
			try {
				if (dropped) dropInodes();
				unmounting = spawn('umount', [target], {stdio: 'inherit'});
				waited = await keepsWaiting(unmounting);
			} finally {
				loadNative().ioctl(frozen, c.FITHAW, Buffer.alloc(4));
				loadNative().close(frozen);
			}
			t.true(waited, 'unmounted while objects were still to be let go of');
			t.is(unmounting.exitCode ?? (await once(unmounting, 'exit'))[0], 0);
			t.is(disk.isHeld(), true);
			disk.mount.close();
			t.is(disk.isHeld(), false);
		}
	},
});

/** Whether a program goes on running, however often one looks. */
async function keepsWaiting(program: ChildProcess): Promise<boolean> {
	for (let look = 0; look < looks; look++) {
		if (program.exitCode !== null) return false;
		await sleep(10);
	}
	return true;
}
