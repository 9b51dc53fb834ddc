import {renameSync, rmSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {loadNative} from '../../../src/native.ts';
import {enableVerity} from '../../../src/store/enable-verity.ts';

/** Dentries and inodes that nobody uses are let go. */
const dropInodes = () => writeFileSync('/proc/sys/vm/drop_caches', '2');

export default defineCase({
	title:
		'an open file keeps its object when that is replaced or deleted, and no later open shows other content',
	groups: ['auto', 'quick', 'verity'],
	needs: ['verity-again'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({replaced: 'right', deleted: 'right'});
		const mount = await t.mount(await t.image(store), {basedir: store.path, verityCheck: 2});
		const files = ['replaced', 'deleted'].map((name) => mount.open(name));
		const read = (fd: number) => loadNative().pread(fd, 100, 0).toString();

		writeFileSync(`${store.path}/other`, 'wrong');
		enableVerity(`${store.path}/other`);
		renameSync(`${store.path}/other`, `${store.path}/replaced`);
		rmSync(`${store.path}/deleted`);

		for (const file of files) t.is(read(file.fd), 'right');
		// The driver may keep what it has found as long as the inode lives: the right content, or an error.
		for (const [name, code] of [
			['replaced', 'EIO'],
			['deleted', 'ENOENT'],
		] as const) {
			try {
				t.is(read(mount.open(name).fd), 'right');
			} catch (error) {
				t.is((error as NodeJS.ErrnoException).code, code);
			}
		}

		for (const file of files) t.is(read(file.fd), 'right');
		for (const file of files) file.close();
		dropInodes();
		await t.fails('EIO', () => mount.open('replaced'));
		await t.fails('ENOENT', () => mount.open('deleted'));
	},
});
