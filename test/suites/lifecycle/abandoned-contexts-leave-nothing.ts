import {closeSync, mkdirSync, openSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {moduleReferences} from '../../../src/guest/kernel-state.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {loadNative} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';
import {SecondDisk} from '../_support/second-disk.ts';

export default defineCase({
	title: 'a context that is closed half-way, or a mount that is attached nowhere, leaves no reference',
	groups: ['auto', 'quick', 'lifecycle'],
	batch: true,
	async run(t) {
		const disk = new SecondDisk(t.tmp());
		t.cleanUp('the second disk', () => disk.mount.close());
		const base = `${disk.mount.path}/base`;
		const path = `${base}/image.cfs`;
		mkdirSync(base, {recursive: true});
		writeFileSync(path, writeImage(directory({file: regularFile({size: 5, backing: 'object'})})));
		writeFileSync(`${base}/object`, 'hello');
		const configured = () => {
			const context = new FilesystemContext();
			context.setString('source', path);
			context.setString('basedir', `${base}:${base}`);
			return context;
		};

		const abandoned = configured();
		await t.fails('EBUSY', () => loadNative().umount2(disk.mount.path, 0));
		abandoned.close();

		const created = configured();
		created.create();
		await t.fails('ETXTBSY', () => openSync(path, 'r+'));
		created.close();
		closeSync(openSync(path, 'r+'));

		const mounted = configured();
		mounted.create();
		const detached = mounted.mount();
		mounted.close();
		const file = loadNative().openat(detached, 'file', 0, 0);
		t.is(loadNative().pread(file, 100, 0).toString(), 'hello');
		closeSync(file);
		closeSync(detached);
		closeSync(openSync(path, 'r+'));

		t.is(moduleReferences('composefs'), 0);
		disk.mount.close();
		t.is(disk.isHeld(), false);
	},
});
