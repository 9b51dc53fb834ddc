import {chmodSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {asUser} from '../_support/as-user.ts';

export default defineCase({
	title: "an unprivileged user reads a 0600 object where the image's mode lets everybody, and only there",
	groups: ['auto', 'quick', 'mount'],
	batch: true,
	async run(t) {
		const store = await t.store({private: 'hello', public: 'world'});
		const directly = (name: string) => loadNative().openat(-100, `${store.path}/${name}`, 0, 0);
		chmodSync(store.path, 0o755);
		chmodSync(`${store.path}/private`, 0o600);
		chmodSync(`${store.path}/public`, 0o644);
		const image = await t.image(
			directory({
				readable: regularFile({size: 5, backing: 'private'}),
				closed: regularFile({size: 5, backing: 'public'}, {permissions: 0o600}),
			}),
			{place: 'memory'},
		);
		chmodSync(image.path, 0o600);
		const mount = await t.mount(image, {basedir: store.path});

		await t.fails('EACCES', () => asUser(1000, () => directly('private')));
		const read = asUser(1000, () => loadNative().pread(mount.open('readable').fd, 5, 0));
		t.is(read.toString(), 'hello');
		await t.fails('EACCES', () => asUser(1000, () => mount.open('closed')));
		mount.open('closed').close();
	},
});
