import {mkdirSync} from 'node:fs';
import {defineCase} from '../../guest/case.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {constants as c, loadNative} from '../../native.ts';
import {benchLayout} from '../plan.ts';
import {makeTree, writeContents} from './make-tree.ts';
import {ignoreWaits} from './opening.ts';
import {diskOf, mountStore, place} from './places.ts';

/** Makes the tree of the store's image on the scratch disk, with all that the image holds: here everybody is root. */
export default defineCase({
	title: 'the tree on a disk of its own',
	module: false,
	deadlineMs: 1_200_000,
	run(t) {
		ignoreWaits();
		loadKernelModule('ext4');
		const store = mountStore(t, c.MS_RDONLY);
		const scratch = place(t, '/bench');
		loadNative().mount(diskOf('scratch'), scratch, 'ext4', c.MS_NOATIME, null);
		t.cleanUp('the scratch disk', () => loadNative().umount2(scratch, 0));
		const root = `${scratch}/${benchLayout.tree}`;
		mkdirSync(root);
		makeTree(store, root, {whole: true});
		writeContents(store, root);
	},
});
