import {existsSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {loadKernelModule, remove} from '../../../src/guest/modules.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';

export default defineCase({
	title: 'of a filesystem that revalidates dentries nothing is kept: what went there and came again is found',
	groups: ['auto', 'kept'],
	requires: ['module:overlay'],
	async run(t) {
		// Comes and goes with the module, which sysfs tells only to who revalidates its dentry.
		const attribute = 'overlay/refcnt';
		loadKernelModule('overlay');
		if (!existsSync(`/sys/module/${attribute}`)) t.notrun('overlayfs is built in');
		const file = regularFile({size: 4096, backing: attribute});
		const mount = await t.mount(await t.image(directory([['file', file]])), {basedir: '/sys/module'});
		const read = () => readFileSync(`${mount.path}/file`, 'utf8');

		for (let round = 0; round < 2; round += 1) {
			loadKernelModule('overlay');
			t.is(read(), '0\n');
			remove('overlay');
			await t.fails('ENOENT', read);
		}
	},
});
