import {readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask, user} from './_as-task.ts';

const protections = ['protected_symlinks', 'protected_regular', 'protected_fifos'] as const;

/** The rules of sysctl fs.protected_* compare owners of link, directory and walker: one that is not the image's turns them round. */
export default defineCase({
	title:
		'in a sticky directory that all may write, links of others are not followed, nor their files opened as if they were new',
	groups: ['auto', 'permissions'],
	needs: [],
	requires: protections.map((name) => `path:/proc/sys/fs/${name}`),
	batch: true,
	async run(t) {
		for (const name of protections) {
			const path = `/proc/sys/fs/${name}`;
			const before = readFileSync(path, 'utf8');
			t.cleanUp(name, () => writeFileSync(path, before));
			writeFileSync(path, '1');
		}
		const entries = (uid: number) => ({
			[`fifo-${uid}`]: specialFile('fifo', {uid, permissions: 0o666}),
			[`file-${uid}`]: regularFile(undefined, {uid, permissions: 0o666}),
			[`link-${uid}`]: symlink('../target', {uid}),
		});
		const all = {...entries(0), ...entries(user.uid), ...entries(2000)};
		const tree = directory({
			sticky: directory(all, {permissions: 0o1777}),
			plain: directory(all, {permissions: 0o777}),
			target: regularFile(),
		});
		const {path} = await t.mount(await t.image(tree));
		const open = (name: string, flags: number) => {
			const fd = asTask(user, () => loadNative().openat(c.AT_FDCWD, `${path}/${name}`, flags, 0o600));
			loadNative().close(fd);
		};
		const making = c.O_CREAT | c.O_RDONLY | c.O_NONBLOCK;

		for (const uid of [0, user.uid, 2000]) {
			const strange = uid === 2000;
			for (const [name, flags] of [
				[`link-${uid}`, c.O_RDONLY],
				[`file-${uid}`, making],
				[`fifo-${uid}`, making],
			] as const) {
				open(`plain/${name}`, flags);
				if (strange) await t.fails('EACCES', () => open(`sticky/${name}`, flags));
				else open(`sticky/${name}`, flags);
			}
		}
		open('sticky/file-2000', c.O_RDONLY);
	},
});
