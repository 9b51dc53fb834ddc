import {chmodSync} from 'node:fs';
import {defineCase} from '#case';
import {asUser} from '../_support/as-user.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';

export default defineCase({
	title: 'a mount fails with EACCES when the task that creates it may not read the image',
	groups: ['auto', 'mount'],
	batch: true,
	async run(t) {
		const image = await t.image(await t.store({greeting: 'hello'}));
		const create = () => {
			using context = new FilesystemContext();
			context.setString('source', image.path);
			asUser(1000, () => context.create());
		};

		chmodSync(image.path, 0o600);
		await t.fails('EACCES', create);
		chmodSync(image.path, 0o604);
		create();
	},
});
