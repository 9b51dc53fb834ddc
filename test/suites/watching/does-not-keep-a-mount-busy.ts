import {once} from 'node:events';
import {watch} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';

export default defineCase({
	title: 'inotify watches files and directories, and does not keep the mount busy',
	groups: ['auto', 'inodes', 'watching'],
	needs: [],
	batch: true,
	async run(t) {
		const mount = await t.mount(await t.image(directory({dir: directory(), file: regularFile()})));
		for (const path of ['', '/dir', '/file']) {
			const watcher = watch(`${mount.path}${path}`);
			t.cleanUp('a watch', async () => {
				watcher.close();
				await once(watcher, 'close');
			});
		}

		mount.close();
	},
});
