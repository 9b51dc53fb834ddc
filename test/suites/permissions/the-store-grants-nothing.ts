import {spawnSync} from 'node:child_process';
import {chmodSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {asTask, user} from './_as-task.ts';

export default defineCase({
	title: 'an object that all may read opens no file that the image keeps private, and runs none without x',
	groups: ['auto', 'permissions'],
	needs: [],
	batch: true,
	async run(t) {
		const store = await t.store({content: '#!/bin/true\n'});
		chmodSync(`${store.path}/content`, 0o777);
		const tree = directory({private: regularFile({size: 12, backing: 'content'}, {permissions: 0o600})});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});

		await t.fails('EACCES', () => asTask(user, () => mount.open('private')));
		mount.open('private');
		t.is((spawnSync(`${mount.path}/private`).error as NodeJS.ErrnoException | undefined)?.code, 'EACCES');
	},
});
