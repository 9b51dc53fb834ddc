import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import {createServer} from 'node:net';
import {defineCase} from '#case';
import {directory, specialFile} from '../../../src/image/tree.ts';

export default defineCase({
	title: 'binding a socket to a new name is EROFS, to a name that is there EADDRINUSE',
	groups: ['auto', 'write-refused'],
	needs: [],
	batch: true,
	async run(t) {
		const mount = await t.mount(await t.image(directory({socket: specialFile('sock')})));
		const bind = async (name: string) => {
			const server = createServer();
			server.listen(`${mount.path}/${name}`);
			await once(server, 'listening');
			server.close();
		};

		await t.fails('EROFS', () => bind('new'));
		await t.fails('EADDRINUSE', () => bind('socket'));
		t.deepEqual(readdirSync(mount.path), ['socket']);
	},
});
