import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {DamagedImage} from '../hostile/_damage.ts';
import {handleOf, withNumber, withoutGeneration} from './_handles.ts';

export default defineCase({
	title:
		'a handle is ESTALE where it is of another image, of no inode, or of an orphan; after a remount it opens',
	groups: ['auto', 'inodes', 'handles'],
	batch: true,
	async run(t) {
		const image = new DamagedImage(directory({file: regularFile(), orphan: regularFile()}));
		const orphan = image.number('/orphan') + 1;
		image.setDirent('/', 1, 'inode', image.number('/file'));
		const file = await t.image(image.bytes);
		const mount = await t.mount(file);
		const other = await t.mount(await t.image(image.bytes));
		const handle = handleOf(`${mount.path}/file`);
		const open = (where = mount, what = handle) =>
			loadNative().close(loadNative().open_by_handle_at(where.open('.').fd, what, c.O_PATH));

		await t.fails('ESTALE', () => open(other));
		await t.fails('ESTALE', () => open(mount, withoutGeneration(handle)));
		for (const number of [0, orphan, 4, 2 ** 31, 2 ** 32 - 1])
			await t.fails('ESTALE', () => open(mount, withNumber(handle, number)));
		open();
		mount.close();
		open(await t.mount(file));
	},
});
