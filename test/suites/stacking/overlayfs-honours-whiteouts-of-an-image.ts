import {readdirSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {deviceFile, directory, regularFile} from '../../../src/image/tree.ts';
import {mountOverlay} from '../_support/overlay.ts';

export default defineCase({
	title: 'overlayfs with an image as a middle layer honours its whiteouts, opaque directories and redirects',
	groups: ['auto', 'stacking'],
	needs: ['overlay-marks'],
	requires: ['filesystem:overlay'],
	batch: true,
	async run(t) {
		const base = await t.store({object: 'lower'});
		const file = regularFile({size: 5, backing: 'object'});
		const whiteout = deviceFile('chr', {major: 0, minor: 0});
		const below = await t.mount(
			await t.image(
				directory({gone: file, kept: file, dir: directory({hidden: file}), old: directory({inside: file})}),
			),
			{basedir: base.path},
		);
		const middle = await t.mount(
			await t.image(
				directory({
					gone: whiteout,
					old: whiteout,
					dir: directory({shown: regularFile()}, {xattrs: {'trusted.overlay.opaque': 'y'}}),
					new: directory({}, {xattrs: {'trusted.overlay.redirect': '/old'}}),
				}),
			),
		);
		const {mount} = mountOverlay(t, {
			lowers: [middle.path, below.path],
			parameters: [['redirect_dir', 'follow']],
		});

		t.deepEqual(readdirSync(mount.path).sort(), ['dir', 'kept', 'new']);
		t.deepEqual(readdirSync(`${mount.path}/dir`), ['shown']);
		t.is(readFileSync(`${mount.path}/new/inside`, 'utf8'), 'lower');
		t.is(readFileSync(`${mount.path}/kept`, 'utf8'), 'lower');
		await t.fails('ENOENT', () => readFileSync(`${mount.path}/gone`));
	},
});
