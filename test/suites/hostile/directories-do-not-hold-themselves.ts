import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {handleOf} from '../inodes/_handles.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';

export default defineCase({
	title:
		'a directory that holds itself, or one above it, is EUCLEAN there, by path and by handle, without an endless walk',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const loop = () =>
			directory({below: directory({deep: directory({up: directory({file: regularFile()})})})});
		const damaged = new DamagedImage(directory({itself: directory({self: directory()}), loop: loop()}));
		damaged.setDirent('/itself', 0, 'inode', damaged.number('/itself'));
		damaged.setDirent('/loop/below/deep', 0, 'inode', damaged.number('/loop'));
		const mount = await t.mount(await t.image(damaged.bytes));

		await t.fails('EUCLEAN', () => lstatx(`${mount.path}/itself/self`));
		await t.fails('EUCLEAN', () => lstatx(`${mount.path}/itself/self/self`));
		t.is(lstatx(`${mount.path}/loop/below/deep`).nlink, 3);
		await t.fails('EUCLEAN', () => lstatx(`${mount.path}/loop/below/deep/up`));
		await t.fails('EUCLEAN', () => lstatx(`${mount.path}/loop/below/deep/up/below`));

		const handle = handleOf(`${mount.path}/loop/below/deep`);
		dropInodes();
		const native = loadNative();
		try {
			const fd = native.open_by_handle_at(mount.open('.').fd, handle, c.O_RDONLY);
			t.cleanUp('a directory', () => native.close(fd));
			lstatx(`/proc/self/fd/${fd}/up/below/deep/up/below/deep/..`);
		} catch (error) {
			t.match((error as NodeJS.ErrnoException).code ?? '', /^(EUCLEAN|ESTALE)$/);
		}
	},
});
