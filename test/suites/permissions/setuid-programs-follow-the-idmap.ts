import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {createUserNamespace} from '../../../src/mount/user-namespace.ts';
import {user} from './_as-task.ts';
import {statusOf} from './_status.ts';

export default defineCase({
	title:
		'a setuid program of an idmapped mount runs with the shifted id, and as its caller where there is none',
	groups: ['auto', 'permissions'],
	needs: ['idmap'],
	requires: ['tool:sh'],
	batch: true,
	async run(t) {
		const shell = readFileSync('/bin/sh');
		const store = await t.store({sh: shell});
		const program = (id: number) =>
			regularFile({size: shell.length, backing: 'sh'}, {uid: id, gid: id, permissions: 0o6755});
		const image = await t.image(directory({inside: program(5), outside: program(50)}));
		const range = [{inside: 0, outside: 100_000, count: 10}];
		using namespace = createUserNamespace({uids: range, gids: range});
		const mount = await t.mount(image, {basedir: store.path, idmap: namespace.fd});

		t.is(statusOf(`${mount.path}/inside`, user, 'Uid'), '1000 100005 100005 100005');
		t.is(statusOf(`${mount.path}/inside`, user, 'Gid'), '1000 100005 100005 100005');
		t.is(statusOf(`${mount.path}/outside`, user, 'Uid'), '1000 1000 1000 1000');
		t.is(statusOf(`${mount.path}/outside`, user, 'Gid'), '1000 1000 1000 1000');
	},
});
