import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title: 'an offset past the end of a directory lists nothing, however far; a negative one is EINVAL',
	groups: ['auto', 'directories'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const mount = await t.mount(
			await t.image(directory({a: regularFile(), b: regularFile(), dir: directory()})),
		);

		for (const path of ['.', 'dir']) {
			const {fd} = mount.open(path);
			for (const offset of [5n, 6n, 2n ** 31n, 2n ** 32n, 2n ** 32n + 2n, 2n ** 63n - 1n]) {
				native.lseek(fd, offset, c.SEEK_SET);
				t.deepEqual(native.getdents64(fd, 4096), [], `${path} at ${offset}`);
			}
			await t.fails('EINVAL', () => native.lseek(fd, -1, c.SEEK_SET));
		}
	},
});
