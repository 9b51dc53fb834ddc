import {readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {defineCase} from '#case';
import type {SyscallError} from '../../../src/native.ts';
import {linesAbout} from '../_support/log-lines.ts';
import {mountOverlay} from '../_support/overlay.ts';

export default defineCase({
	title:
		'what lies on overlayfs has no digest: a mount with one is refused, verified files are EIO, others open',
	groups: ['auto', 'quick', 'stacking', 'verity'],
	requires: ['fsverity', 'filesystem:overlay'],
	batch: true,
	async run(t) {
		const store = await t.store({recorded: 'hello', plain: 'world'});
		const image = await t.image(store, {noDigest: 'plain'});
		const digest = image.digest?.toString('hex') ?? '';
		const {mount: overlay} = mountOverlay(t, {lowers: [store.path, dirname(image.path)], place: 'scratch'});

		const error = await t.fails('EIO', () => t.mount({path: `${overlay.path}/image.cfs`}, {digest}));
		t.deepEqual((error as SyscallError).kernelLog, ['e composefs: image has no fs-verity digest']);

		const opens = async (verityCheck: 0 | 1 | 2) => {
			await using mount = await t.mount(image, {basedir: overlay.path, verityCheck});
			return ['recorded', 'plain'].map((name) => {
				try {
					return readFileSync(`${mount.path}/${name}`, 'utf8');
				} catch (failed) {
					return (failed as NodeJS.ErrnoException).code;
				}
			});
		};
		t.deepEqual(await opens(0), ['hello', 'world']);
		t.deepEqual(await opens(1), ['EIO', 'world']);
		t.deepEqual(await opens(2), ['EIO', 'EIO']);
		t.is(linesAbout(t, image.path).length, 3);
	},
});
