import {spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, statSync} from 'node:fs';
import {defineCase} from '#case';
import {deviceFile, directory, regularFile} from '../../../src/image/tree.ts';
import {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title: "noexec and nodev of the image's own mount decide, not those of the mount its objects lie on",
	groups: ['auto', 'mount'],
	needs: [],
	requires: ['tool:sh'],
	batch: true,
	async run(t) {
		const base = t.tmp();
		loadNative().mount('none', base, 'tmpfs', c.MS_NOEXEC | c.MS_NODEV, null);
		const baseMount = new Mount(base);
		t.cleanUp('the base mount', () => baseMount.close());
		copyFileSync('/bin/sh', `${base}/sh`);
		chmodSync(`${base}/sh`, 0o755);
		const image = await t.image(
			directory({
				sh: regularFile({size: statSync('/bin/sh').size, backing: 'sh'}, {permissions: 0o755}),
				null: deviceFile('chr', {major: 1, minor: 3}),
			}),
		);
		const exitCode = (program: string) => {
			const {error, status} = spawnSync(program, ['-c', 'exit 7']);
			return (error as NodeJS.ErrnoException | undefined)?.code ?? status;
		};
		const free = await t.mount(image, {basedir: base});
		const bound = await t.mount(image, {
			basedir: base,
			attributes: c.MOUNT_ATTR_NOEXEC | c.MOUNT_ATTR_NODEV,
		});

		t.is(exitCode(`${base}/sh`), 'EACCES');
		t.is(exitCode(`${free.path}/sh`), 7);
		t.is(exitCode(`${bound.path}/sh`), 'EACCES');
		free.open('null').close();
		await t.fails('EACCES', () => bound.open('null'));
	},
});
