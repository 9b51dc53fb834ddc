import {copyFileSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative, type Statfs} from '../../../src/native.ts';
import {enableVerity} from '../../../src/store/enable-verity.ts';

export default defineCase({
	title: "statfs shows the size of the first base's filesystem, our type, and an id that is the image's",
	groups: ['auto', 'mount'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const {statfs} = loadNative();
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const copy = {path: `${t.tmp('scratch')}/copy.cfs`};
		copyFileSync(image.path, copy.path);
		enableVerity(copy.path);
		const other = await t.image(await t.store({greeting: 'good-bye'}));
		const inMemory = await t.image(store, {place: 'memory', verity: false});
		const again = await t.image(store, {place: 'memory', verity: false});
		const sizeOf = ({blocks, bsize, files}: Statfs) => ({blocks, bsize, files});

		const shown = statfs((await t.mount(image, {basedir: [store.path, t.tmp()]})).path);

		t.is(shown.type, 0xc078629a);
		t.is(shown.namelen, 255);
		t.is(shown.flags & c.ST_RDONLY, c.ST_RDONLY);
		t.deepEqual(sizeOf(shown), sizeOf(statfs(store.path)));
		const withoutBase = statfs((await t.mount(inMemory)).path);
		t.deepEqual(sizeOf(withoutBase), sizeOf(statfs(inMemory.path)));
		t.true(withoutBase.blocks !== shown.blocks, 'both filesystems have the same size: nothing is shown');

		t.is(statfs((await t.mount(copy)).path).fsid, shown.fsid, 'the same digest, the same id');
		const ids = [shown, withoutBase];
		for (const different of [other, again]) ids.push(statfs((await t.mount(different)).path));
		t.is(new Set(ids.map(({fsid}) => fsid)).size, ids.length, 'different images, different ids');
	},
});
