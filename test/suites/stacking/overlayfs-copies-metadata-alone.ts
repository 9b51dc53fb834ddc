import {chownSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {loadNative} from '../../../src/native.ts';
import {mountOverlay} from '../_support/overlay.ts';

export default defineCase({
	title: 'overlayfs with metacopy changes the owner of a file of an image without copying its content',
	groups: ['auto', 'stacking'],
	needs: [],
	requires: ['filesystem:overlay'],
	batch: true,
	async run(t) {
		const store = await t.store({file: Buffer.alloc(64 * 1024, 'x')});
		const lower = await t.mount(await t.image(store), {basedir: store.path});
		const {mount, upper} = mountOverlay(t, {
			lowers: [lower.path],
			place: 'scratch',
			parameters: [['metacopy', 'on']],
		});
		const path = `${mount.path}/file`;

		chownSync(path, 1000, 1000);

		t.is(statSync(path).uid, 1000);
		// Its xattrs may take a block.
		t.true(statSync(`${upper}/file`).blocks <= 8, 'content was copied');
		t.true(loadNative().getxattr(`${upper}/file`, 'trusted.overlay.metacopy', 0) >= 0);
		t.is(readFileSync(path).length, 64 * 1024);
		t.is(statSync(`${lower.path}/file`).uid, 0);
		writeFileSync(path, 'short');
		t.is(readFileSync(`${upper}/file`, 'utf8'), 'short');
	},
});
