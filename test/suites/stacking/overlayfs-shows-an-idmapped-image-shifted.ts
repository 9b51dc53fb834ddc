import {appendFileSync, statSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {createUserNamespace} from '../../../src/mount/user-namespace.ts';
import {mountOverlay} from '../_support/overlay.ts';
import {asTask} from '../permissions/_as-task.ts';

/** Fails where the driver does not allow idmapped mounts, or maps ids itself as well. */
export default defineCase({
	title: 'overlayfs over an idmapped image shows its owners shifted, judges by them and copies them up so',
	groups: ['auto', 'stacking'],
	requires: ['filesystem:overlay'],
	batch: true,
	async run(t) {
		const store = await t.store({object: 'hello'});
		const file = (id: number) =>
			regularFile({size: 5, backing: 'object'}, {uid: id, gid: id, permissions: 0o600});
		const range = [{inside: 0, outside: 100_000, count: 100}];
		using namespace = createUserNamespace({uids: range, gids: range});
		const lower = await t.mount(await t.image(directory({mine: file(7), roots: file(0)})), {
			basedir: store.path,
			idmap: namespace.fd,
		});
		const {mount, upper} = mountOverlay(t, {lowers: [lower.path], place: 'scratch'});
		const ownersOf = (path: string) => {
			const {uid, gid} = statSync(path);
			return [uid, gid];
		};
		const open = (id: number, name: string) => asTask({uid: id, gid: id}, () => mount.open(name).close());

		t.deepEqual(ownersOf(`${mount.path}/mine`), [100_007, 100_007]);
		t.deepEqual(ownersOf(`${mount.path}/roots`), [100_000, 100_000]);
		open(100_007, 'mine');
		await t.fails('EACCES', () => open(7, 'mine'));
		asTask({uid: 100_007, gid: 100_007}, () => appendFileSync(`${mount.path}/mine`, '!'));
		t.deepEqual(ownersOf(`${upper}/mine`), [100_007, 100_007]);
		open(100_007, 'mine');
		await t.fails('EACCES', () => open(7, 'mine'));
	},
});
