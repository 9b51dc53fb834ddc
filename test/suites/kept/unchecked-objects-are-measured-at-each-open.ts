import {chmodSync, readFileSync, truncateSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';

export default defineCase({
	title: 'an object without fs-verity that has changed since the first open is read, but not at another size',
	groups: ['auto', 'quick', 'kept'],
	batch: true,
	async run(t) {
		const store = await t.store({file: 'before'});
		const mount = await t.mount(await t.image(store), {basedir: store.path});
		const object = `${store.path}/file`;
		const read = () => readFileSync(`${mount.path}/file`, 'utf8');
		t.is(read(), 'before');

		writeFileSync(object, 'after!');
		t.is(read(), 'after!');
		writeFileSync(object, 'much longer');
		await t.fails('EIO', read);
		t.kernelLogged(/composefs: .* inode 1 \/file: backing file has another size \(-5\)/);
		truncateSync(object, 6);
		chmodSync(object, 0o600);
		t.is(read(), 'much l');
	},
});
