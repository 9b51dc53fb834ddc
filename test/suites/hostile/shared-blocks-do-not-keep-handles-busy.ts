import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {linksTo, numberedNames} from '../directories/_names.ts';
import {handleOf} from '../inodes/_handles.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';

export default defineCase({
	title:
		'opening a handle ends at once where directories share one large block so often that a scan would not end',
	groups: ['auto', 'hostile'],
	batch: true,
	async run(t) {
		const names = Array.from({length: 60}, (_, n) => `dir-${n}`);
		const file = regularFile();
		const dirs = names.map((name) => [name, directory({file})] as const);
		const damaged = new DamagedImage(directory([...dirs, ['large', linksTo(file, numberedNames(400, 12))]]));
		const {offset, length} = damaged.chunk('/large', 'variableData');
		for (const name of names)
			damaged.setReference(`/${name}`, 'variableData', {
				offset: BigInt(offset - damaged.vdataOffset),
				length,
			});
		const mount = await t.mount(await t.image(damaged.bytes));
		const path = `${mount.path}/dir-7/${numberedNames(400, 12)[200]}`;

		t.is(lstatx(path).ino, BigInt(damaged.number('/dir-0/file') + 1), 'shared blocks are no fault');
		const handle = handleOf(path);
		const open = () => loadNative().open_by_handle_at(mount.open('.').fd, handle, c.O_PATH);
		// The VFS knows no other error for what can't be decoded.
		await t.fails('ESTALE', open);
		t.kernelLogged(/^composefs: .*: inode \d+: directories share dirent blocks beyond measure$/);
	},
});
