import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title: 'unmounting is EBUSY while a file, a directory, a location or a mapping is in use, and then works',
	groups: ['auto', 'quick', 'lifecycle'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({'dir/greeting': 'hello'});
		const mount = await t.mount(await t.image(store), {basedir: store.path});
		const unmount = () => native.umount2(mount.path, 0);

		for (const [path, flags] of [
			['dir/greeting', c.O_RDONLY],
			['dir', c.O_RDONLY | c.O_DIRECTORY],
			['.', c.O_PATH],
		] as const) {
			const user = mount.open(path, flags);
			await t.fails('EBUSY', unmount);
			user.close();
		}

		const file = mount.open('dir/greeting');
		const {fd} = file;
		const mapping = new native.Mapping({
			fd,
			length: 5,
			protection: c.PROT_READ,
			flags: c.MAP_PRIVATE,
			offset: 0,
		});
		file.close();
		try {
			await t.fails('EBUSY', unmount);
			t.is(mapping.read(0, 5).toString(), 'hello');
		} finally {
			mapping.close();
		}
		mount.close();
		t.true(native.statfs(mount.path).type !== 0xc078629a, 'still mounted');
	},
});
