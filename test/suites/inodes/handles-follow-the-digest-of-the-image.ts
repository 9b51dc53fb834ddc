import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {handleOf, openHandle} from './_handles.ts';

export default defineCase({
	title: 'a handle of an image with fs-verity opens in a copy of that image, not in one with another digest',
	groups: ['auto', 'inodes', 'handles'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const tree = () => directory({file: regularFile()});
		const mount = await t.mount(await t.image(tree()));
		const copy = await t.mount(await t.image(tree()));
		const changed = await t.mount(await t.image(directory({file: regularFile(undefined, {mtime: 1n})})));

		const handle = handleOf(`${mount.path}/file`);
		openHandle(t, copy, handle, c.O_PATH);
		await t.fails('ESTALE', () => openHandle(t, changed, handle, c.O_PATH));
	},
});
