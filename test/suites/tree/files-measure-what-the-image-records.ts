import {closeSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {decodeManifest} from '../../../src/image/manifest.ts';
import {ImageReader} from '../../../src/image/reader.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

const samples = 200;

/** What dm-verity's users and package managers ask through the mount: another object's digest shows that another is opened. */
export default defineCase({
	title: 'random files of a real tree measure the very fs-verity digests that the image records of them',
	groups: ['auto', 'tree', 'verity'],
	requires: ['fsverity'],
	fixtures: ['tree'],
	deadlineMs: 60_000,
	async run(t) {
		const {image, objects, manifest} = t.tree();
		const reader = new ImageReader(readFileSync(image.path));
		const files = [...decodeManifest(readFileSync(manifest, 'utf8'))].filter(
			({type, size}) => type === 'reg' && size > 0n,
		);
		const mount = await t.mount(image, {basedir: objects});
		const digests = new Set<string>();

		for (let sample = 0; sample < samples; sample++) {
			const path = files[t.random.integer(files.length)]?.path ?? Buffer.alloc(0);
			const fd = loadNative().openat(
				c.AT_FDCWD,
				Buffer.concat([Buffer.from(mount.path), path]),
				c.O_RDONLY | c.O_CLOEXEC,
				0,
			);
			const {algorithm, digest} = loadNative().fsverityMeasure(fd);
			closeSync(fd);
			const stored = reader.lookup(path);
			const recorded = stored && reader.digest(stored);
			t.true(recorded !== undefined, `${path} has no digest`);
			t.deepEqual([algorithm, digest], [c.FS_VERITY_HASH_ALG_SHA256, recorded], path.toString());
			digests.add(digest.toString('hex'));
		}
		t.true(digests.size > samples / 4, `only ${digests.size} different files`);
	},
});
