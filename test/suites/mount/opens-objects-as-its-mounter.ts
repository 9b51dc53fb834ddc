import {chmodSync} from 'node:fs';
import {defineCase} from '#case';
import {asUser} from '../_support/as-user.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';

export default defineCase({
	title:
		'objects are opened as the task that created the mount, whoever opened its context and whoever reads',
	groups: ['auto', 'mount'],
	batch: true,
	async run(t) {
		const store = await t.store({private: 'hello', public: 'world'});
		chmodSync(store.path, 0o755);
		chmodSync(`${store.path}/private`, 0o600);
		const image = await t.image(store);
		using context = new FilesystemContext();
		context.setString('source', image.path);
		// A base where the object may not be read ends the search.
		context.setString('basedir', store.path);
		context.setString('basedir', (await t.store({private: 'hello'})).path);
		asUser(1000, () => context.create());
		using mount = context.attach(t.tmp());

		mount.open('public').close();
		await t.fails('EACCES', () => mount.open('private'));
		await t.fails('EACCES', () => asUser(1000, () => mount.open('private')));
	},
});
