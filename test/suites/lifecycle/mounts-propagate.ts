import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title: 'a mount on a shared tree appears in its peer and its slave, a bind mount shows a part of it',
	groups: ['auto', 'lifecycle'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({'dir/greeting': 'hello'});
		const image = await t.image(store);
		const bind = (from: string, propagation: number) => {
			const target = t.tmp();
			native.mount(from, target, null, c.MS_BIND, null);
			native.mount(null, target, null, propagation, null);
			const mount = new Mount(target);
			t.cleanUp(`the bind mount ${target}`, () => mount.close());
			return mount;
		};
		const directory = t.tmp();
		mkdirSync(`${directory}/at`);
		const shared = bind(directory, c.MS_SHARED);
		const peer = bind(shared.path, c.MS_SHARED);
		const slave = bind(shared.path, c.MS_SLAVE);

		native.mount(image.path, `${shared.path}/at`, 'composefs', 0, `basedir=${store.path}`);
		for (const {path} of [shared, peer, slave])
			t.is(readFileSync(`${path}/at/dir/greeting`, 'utf8'), 'hello', path);
		t.true(!existsSync(`${directory}/at/dir`));

		const part = bind(`${peer.path}/at/dir`, c.MS_PRIVATE);
		native.umount2(`${peer.path}/at`, 0);
		for (const {path} of [shared, peer, slave]) t.true(!existsSync(`${path}/at/dir`), path);
		t.is(readFileSync(`${part.path}/greeting`, 'utf8'), 'hello');
		await t.fails('ETXTBSY', () => native.truncate(image.path, 0));
		part.close();
		native.truncate(image.path, 0);
	},
});
