import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {user} from './_as-task.ts';
import {statusOf} from './_status.ts';

export default defineCase({
	title: 'setuid and setgid programs run with the ids of the image, but not on a nosuid mount',
	groups: ['auto', 'permissions'],
	needs: [],
	requires: ['tool:sh'],
	batch: true,
	async run(t) {
		const shell = readFileSync('/bin/sh');
		const store = await t.store({sh: shell});
		const owner = {uid: 2000, gid: 3000, permissions: 0o6755};
		const image = await t.image(directory({sh: regularFile({size: shell.length, backing: 'sh'}, owner)}));
		const mount = await t.mount(image, {basedir: store.path});
		const nosuid = await t.mount(image, {basedir: store.path, attributes: c.MOUNT_ATTR_NOSUID});

		t.is(statusOf(`${mount.path}/sh`, user, 'Uid'), '1000 2000 2000 2000');
		t.is(statusOf(`${mount.path}/sh`, user, 'Gid'), '1000 3000 3000 3000');
		t.is(statusOf(`${nosuid.path}/sh`, user, 'Uid'), '1000 1000 1000 1000');
		t.is(statusOf(`${nosuid.path}/sh`, user, 'Gid'), '1000 1000 1000 1000');
	},
});
