import {defineCase} from '../../guest/case.ts';
import {writeErofsMetadata} from '../../guest/erofs-metadata.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {constants as c} from '../../native.ts';
import {benchLayout} from '../plan.ts';
import {readTree} from './make-tree.ts';
import {ignoreWaits} from './opening.ts';
import {mountStore, place} from './places.ts';

/** Makes the EROFS image of the tree on the store disk. */
export default defineCase({
	title: 'the EROFS image of the tree',
	module: false,
	deadlineMs: 600_000,
	run(t) {
		ignoreWaits();
		for (const name of ['ext4', 'erofs']) loadKernelModule(name);
		const store = mountStore(t, c.MS_NOATIME);
		const image = `${store}/${benchLayout.erofs}`;
		writeErofsMetadata(readTree(store), image, place(t, '/bench'), place(t, '/below'));
	},
});
