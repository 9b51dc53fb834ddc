import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {defineCase} from '../../guest/case.ts';
import {loadKernelModule} from '../../guest/modules.ts';
import {constants as c} from '../../native.ts';
import {enableVerity} from '../../store/enable-verity.ts';
import {benchLayout} from '../plan.ts';
import {ignoreWaits} from './opening.ts';
import {mountStore} from './places.ts';

/** Enables fs-verity on the objects of the store disk that are to have it. */
export default defineCase({
	title: 'fs-verity of the objects',
	module: false,
	deadlineMs: 600_000,
	run(t) {
		ignoreWaits();
		loadKernelModule('ext4');
		const store = mountStore(t, c.MS_NOATIME);
		for (const entry of readdirSync(`${store}/${benchLayout.sealed}`, {recursive: true, withFileTypes: true}))
			if (entry.isFile()) enableVerity(join(entry.parentPath, entry.name));
	},
});
