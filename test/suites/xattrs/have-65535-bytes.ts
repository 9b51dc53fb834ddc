import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {getXattr, listXattrs} from './_get.ts';

export default defineCase({
	title: 'a value of 65,535 bytes and a key of 255 are read, in a block past 2 MiB as well',
	groups: ['auto', 'xattrs'],
	needs: ['long-xattrs'],
	batch: true,
	async run(t) {
		const longest = `user.${'k'.repeat(250)}`;
		const one = {[longest]: t.random.bytes(65_535)};
		const value = (n: number) => Buffer.alloc(65_535, `${n} `);
		const names = Array.from({length: 40}, (_, n) => `user.${String(n).padStart(3, '0')}`);
		const many = Object.fromEntries(names.map((name, n) => [name, value(n)]));
		const tree = directory({
			many: regularFile(undefined, {xattrs: many}),
			one: regularFile(undefined, {xattrs: one}),
		});
		const mount = await t.mount(await t.image(tree));

		t.true(getXattr(`${mount.path}/one`, longest).equals(one[longest] as Buffer));
		t.is(loadNative().getxattr(`${mount.path}/one`, longest, 0), 65_535);
		await t.fails('ERANGE', () => loadNative().getxattr(`${mount.path}/one`, longest, 65_534).length);
		t.deepEqual(listXattrs(`${mount.path}/one`), [longest]);
		t.deepEqual(listXattrs(`${mount.path}/many`), names);
		for (const n of [0, 1, 32, 39])
			t.true(getXattr(`${mount.path}/many`, names[n] ?? '').equals(value(n)), `${n}`);
	},
});
