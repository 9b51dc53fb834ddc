import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {DamagedImage} from '../hostile/_damage.ts';
import {handleOf, openHandle, withNumber} from './_handles.ts';
import {lstatx} from './_statx.ts';

export default defineCase({
	title: 'an inode that no directory names is ESTALE by its handle, before and after others were opened',
	groups: ['auto', 'inodes', 'handles'],
	batch: true,
	async run(t) {
		const tree = directory({dir: directory({a: regularFile(), b: regularFile(undefined, {uid: 7})})});
		const damaged = new DamagedImage(tree);
		const [kept, orphan] = [damaged.number('/dir/a'), damaged.number('/dir/b')];
		damaged.setDirent('/dir', 1, 'inode', kept);
		const mount = await t.mount(await t.image(damaged.bytes));
		const handle = handleOf(`${mount.path}/dir/a`);

		t.is(lstatx(`${mount.path}/dir/b`).uid, 0, 'both names lead to one inode');
		await t.fails('ESTALE', () => openHandle(t, mount, withNumber(handle, orphan + 1)));
		openHandle(t, mount, withNumber(handle, kept + 1));
		await t.fails('ESTALE', () => openHandle(t, mount, withNumber(handle, orphan + 1)));
	},
});
