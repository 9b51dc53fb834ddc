import {defineCase} from '#case';
import {directory} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {linesAbout} from '../_support/log-lines.ts';
import {handleOf, withNumber} from '../inodes/_handles.ts';
import {DamagedImage} from './_damage.ts';

export default defineCase({
	title: 'a circle of directories that no path leads to is refused where a handle leads into it, and told',
	groups: ['auto', 'hostile'],
	batch: true,
	async run(t) {
		const circle = directory({below: directory({deep: directory({up: directory()})})});
		const damaged = new DamagedImage(directory({circle, other: directory()}));
		const deep = damaged.number('/circle/below/deep');
		damaged.setDirent('/circle/below/deep', 0, 'inode', damaged.number('/circle'));
		// The root names another directory in its place.
		damaged.setDirent('/', 0, 'inode', damaged.number('/circle/below/deep/up'));
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);
		const handle = withNumber(handleOf(`${mount.path}/other`), deep + 1);

		const error = await t.fails('ESTALE', () =>
			loadNative().open_by_handle_at(mount.open('.').fd, handle, 0),
		);
		t.log(error.message);
		t.match(linesAbout(t, image.path).join('\n'), /directory holds itself/);
	},
});
