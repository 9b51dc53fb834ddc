import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask, user} from '../permissions/_as-task.ts';
import {handleOf} from './_handles.ts';

export default defineCase({
	title: 'anybody may ask for a handle, but opening one is EPERM without CAP_DAC_READ_SEARCH',
	groups: ['auto', 'inodes', 'handles'],
	needs: ['handles'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const hidden = directory({file: regularFile(undefined, {permissions: 0o644})}, {permissions: 0o700});
		const mount = await t.mount(await t.image(directory({file: regularFile(), hidden})));
		const {fd} = mount.open('.');

		const own = asTask(user, () => handleOf(`${mount.path}/file`));
		t.deepEqual(own, handleOf(`${mount.path}/file`));
		for (const handle of [own, handleOf(`${mount.path}/hidden/file`)]) {
			await t.fails('EPERM', () => asTask(user, () => native.open_by_handle_at(fd, handle, c.O_RDONLY)));
			native.close(native.open_by_handle_at(fd, handle, c.O_RDONLY));
		}
	},
});
