import {readdirSync} from 'node:fs';
import {defineCase} from '#case';
import {deviceFile, directory, regularFile} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {mountOverlay} from '../_support/overlay.ts';
import {listXattrs} from '../xattrs/_get.ts';

export default defineCase({
	title:
		'whiteouts and opaque directories that an image holds escaped are shown by an overlay, one escape less',
	groups: ['auto', 'stacking'],
	needs: ['overlay-marks'],
	requires: ['filesystem:overlay', 'kernel:6.7'],
	batch: true,
	async run(t) {
		const escaped = (name: string, value = '') => ({xattrs: {[`trusted.overlay.overlay.${name}`]: value}});
		const layer = {
			dir: directory({shown: regularFile()}, escaped('opaque', 'y')),
			gone: regularFile(undefined, escaped('whiteout')),
			hidden: deviceFile('chr', {major: 0, minor: 0}),
		};
		const image = await t.mount(await t.image(directory({layer: directory(layer, escaped('opaque', 'x'))})));
		const below = await t.mount(await t.image(directory({layer: directory({hidden: regularFile()})})));
		const {mount} = mountOverlay(t, {lowers: [image.path, below.path]});
		const at = (name: string) => `${mount.path}/layer/${name}`;

		// A whiteout that isn't escaped is one for this overlay.
		t.deepEqual(readdirSync(`${mount.path}/layer`).sort(), ['dir', 'gone']);
		t.deepEqual(listXattrs(at('gone')), ['trusted.overlay.whiteout']);
		t.deepEqual(listXattrs(at('dir')), ['trusted.overlay.opaque']);
		t.is(loadNative().getxattr(at('dir'), 'trusted.overlay.opaque', 8).toString(), 'y');
		t.is(loadNative().getxattr(at('.'), 'trusted.overlay.opaque', 8).toString(), 'x');
		t.deepEqual(listXattrs(`${image.path}/layer/gone`), ['trusted.overlay.overlay.whiteout']);
	},
});
