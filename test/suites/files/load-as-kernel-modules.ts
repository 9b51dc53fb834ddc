import {closeSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {isLoaded, loadKernelModule, moduleFile, remove} from '../../../src/guest/modules.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

/** One of these, that nothing of the run has loaded, is loaded from the mount. */
const candidates = ['loop', 'squashfs', 'erofs', 'xfs'];

/**
 * A system whose /lib/modules lies in an image: the kernel reads the file itself, without a task's buffer, by the size that the
 * inode shows, and refuses it to writers meanwhile.
 */
export default defineCase({
	title:
		'the kernel loads a module from the mount, and none that is cut short or that its mode does not let be read',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const name =
			candidates.find((one) => moduleFile(one) !== '' && !isLoaded(one)) ??
			t.notrun(`${candidates.join(', ')} are built in or in use`);
		const module = readFileSync(moduleFile(name));
		// With it come those that it depends on.
		loadKernelModule(name);
		remove(name);
		const store = await t.store({module, short: module.subarray(0, module.length / 2)});
		const inode = (backing: string, size: number) => regularFile({size, backing});
		const tree = directory({
			empty: regularFile(),
			module: inode('module', module.length),
			short: inode('short', Math.floor(module.length / 2)),
		});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const load = (path: string, flags: number = c.O_RDONLY) => {
			const {fd} = mount.open(path, flags);
			native.finit_module(fd, '', 0);
		};

		await t.fails('ENOEXEC', () => load('short'));
		await t.fails('EINVAL', () => load('empty'));
		await t.fails('EBADF', () => load('module', c.O_PATH));
		t.true(!isLoaded(name));
		load('module');
		t.true(isLoaded(name));
		await t.fails('EEXIST', () => load('module'));
		remove(name);
		const copy = native.openat(c.AT_FDCWD, `${mount.path}/module`, c.O_RDONLY, 0);
		t.deepEqual(native.pread(copy, module.length + 1, 0), module);
		closeSync(copy);
	},
});
