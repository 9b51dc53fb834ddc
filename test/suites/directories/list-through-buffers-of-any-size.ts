import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {listDirectory, namesOf} from './_list.ts';

/** Of struct linux_dirent64: 19 bytes before the name, a NUL after it, then rounded up to 8. */
const roomFor = (name: string) => Math.ceil((19 + name.length + 1) / 8) * 8;

export default defineCase({
	title:
		'a directory lists the same through a buffer for one entry as through a large one; a smaller one is EINVAL',
	groups: ['auto', 'quick', 'directories'],
	needs: ['byte-order', 'long-names'],
	batch: true,
	async run(t) {
		const names = Array.from({length: 255}, (_, length) => 'x'.repeat(length + 1));
		const file = regularFile();
		const mount = await t.mount(await t.image(directory(names.map((name) => [name, file] as const))));

		const smallest = roomFor(names.at(-1) ?? '');
		for (const size of [smallest, smallest + 1, smallest + 8, 1000, 4095, 65_536])
			t.deepEqual(namesOf(listDirectory(mount.path, size)), ['.', '..', ...names], `${size} bytes`);

		const {fd} = mount.open('.');
		await t.fails('EINVAL', () => loadNative().getdents64(fd, roomFor('.') - 1));
		t.deepEqual(namesOf(loadNative().getdents64(fd, roomFor('.'))), ['.'], 'nothing was skipped');
		for (let room = roomFor('..'); room < smallest; room += 8)
			for (let rest = 1; rest > 0; ) {
				try {
					rest = loadNative().getdents64(fd, room).length;
				} catch (error) {
					t.is((error as NodeJS.ErrnoException).code, 'EINVAL');
					rest = 0;
				}
			}
		t.deepEqual(
			namesOf(loadNative().getdents64(fd, 4096)).at(-1),
			names.at(-1),
			'each EINVAL kept the position',
		);
	},
});
