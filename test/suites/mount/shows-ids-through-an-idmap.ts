import {statSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {createUserNamespace} from '../../../src/mount/user-namespace.ts';
import {asUser} from '../_support/as-user.ts';

export default defineCase({
	title:
		'an idmapped mount shows owners shifted, judges access by them, and keeps those outside the map nameless',
	groups: ['auto', 'mount'],
	needs: ['idmap'],
	batch: true,
	async run(t) {
		const image = await t.image(
			directory({
				root: regularFile(undefined, {permissions: 0o600}),
				user: regularFile(undefined, {uid: 5, gid: 6, permissions: 0o600}),
				stranger: regularFile(undefined, {uid: 70_000, gid: 70_000}),
			}),
		);
		const range = {inside: 0, outside: 100_000, count: 10};
		using namespace = createUserNamespace({uids: [range], gids: [{...range, outside: 200_000}]});
		const plain = await t.mount(image);
		const mount = await t.mount(image, {idmap: namespace.fd});
		const ownersOf = (path: string) => {
			const {uid, gid} = statSync(path);
			return [uid, gid];
		};

		t.deepEqual(ownersOf(`${mount.path}/root`), [100_000, 200_000]);
		t.deepEqual(ownersOf(`${mount.path}/user`), [100_005, 200_006]);
		t.deepEqual(ownersOf(`${mount.path}/stranger`), [65_534, 65_534]);
		t.deepEqual(ownersOf(`${plain.path}/user`), [5, 6]);

		asUser(100_005, () => mount.open('user').close());
		await t.fails('EACCES', () => asUser(5, () => mount.open('user')));
		asUser(5, () => plain.open('user').close());
		await t.fails('EACCES', () => asUser(100_005, () => plain.open('user')));
	},
});
