import {mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {Mount} from '../../../src/mount/mount.ts';
import {loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';

const count = 800;
/** Of a struct dentry with a short name, and of the smallest that an inode could be. */
const [dentry, inode] = [192, 500];

export default defineCase({
	title:
		'the inodes that a task looks at are charged to its memory cgroup, and uncharged when they are reclaimed',
	groups: ['auto', 'lifecycle'],
	needs: ['apart'],
	requires: ['filesystem:cgroup2'],
	batch: true,
	async run(t) {
		const root = t.tmp();
		loadNative().mount('none', root, 'cgroup2', 0, null);
		const cgroups = new Mount(root);
		t.cleanUp('the cgroups', () => cgroups.close());
		if (!/\bmemory\b/.test(readFileSync(`${root}/cgroup.controllers`, 'utf8')))
			t.notrun('the kernel has no memory cgroups');
		const group = `${root}/composefs-case`;
		writeFileSync(`${root}/cgroup.subtree_control`, '+memory');
		t.cleanUp('the memory controller', () => writeFileSync(`${root}/cgroup.subtree_control`, '-memory'));
		mkdirSync(group);
		t.cleanUp('the cgroup', () => rmdirSync(group));
		const enter = (path: string) => writeFileSync(`${path}/cgroup.procs`, `${process.pid}`);
		const charged = () =>
			Number(/^slab_reclaimable (\d+)$/m.exec(readFileSync(`${group}/memory.stat`, 'utf8'))?.[1]);
		const files = Array.from(
			{length: count},
			(_, n) => [`file-${n}`, regularFile(undefined, {uid: n})] as const,
		);
		const mount = await t.mount(await t.image(directory(files)));

		enter(group);
		t.cleanUp('the way back', () => enter(root));
		const before = charged();
		for (const name of readdirSync(mount.path)) lstatx(`${mount.path}/${name}`);
		const looked = charged() - before;
		t.log(`${looked} bytes for ${count} entries`);
		t.true(looked > count * (dentry + inode), `${looked} bytes are charged`);
		enter(root);
		dropInodes();
		// Inodes are freed after a grace period.
		while (charged() - before > looked / 2) {
			t.signal.throwIfAborted();
			await sleep(5);
		}
	},
});
