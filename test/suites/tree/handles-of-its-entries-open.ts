import {closeSync, readFileSync, readlinkSync} from 'node:fs';
import {defineCase} from '#case';
import {decodeManifest, type ManifestEntry} from '../../../src/image/manifest.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {handleOf} from '../inodes/_handles.ts';
import {lstatx} from '../inodes/_statx.ts';

const samples = 150;

/** In a tree of thousands, a number that is off by one or a parent that is another's leads to the wrong one of many. */
export default defineCase({
	title:
		'handles of random entries of a real tree open these very entries after eviction, directories under their path',
	groups: ['auto', 'tree', 'handles'],
	requires: ['fsverity'],
	fixtures: ['tree'],
	deadlineMs: 60_000,
	async run(t) {
		const native = loadNative();
		const {image, objects, manifest} = t.tree();
		const entries = [...decodeManifest(readFileSync(manifest, 'utf8'))];
		const mount = await t.mount(image, {basedir: objects, verityCheck: 2});
		const directories = entries.filter(({type}) => type === 'dir');
		const picked = Array.from({length: samples}, (_, n): ManifestEntry => {
			const from = n % 3 === 0 ? directories : entries;
			return from[t.random.integer(from.length)] as ManifestEntry;
		});
		const known = picked.map((entry) => {
			const path = Buffer.concat([Buffer.from(mount.path), entry.path]);
			return {entry, path, handle: handleOf(path.toString('latin1')), ino: lstatx(path).ino};
		});
		const root = mount.open('.').fd;

		for (const [n, {entry, path, handle, ino}] of known.entries()) {
			if (n % 10 === 0) dropInodes();
			const fd = native.open_by_handle_at(root, handle, c.O_PATH | c.O_CLOEXEC);
			const shown = native.statx(fd, '', c.AT_EMPTY_PATH, c.STATX_BASIC_STATS);
			t.deepEqual([shown.ino, shown.uid, shown.gid], [ino, entry.uid, entry.gid], path.toString());
			if (entry.type === 'reg' || entry.type === 'lnk') t.is(shown.size, entry.size, path.toString());
			if (entry.type === 'dir')
				t.is(readlinkSync(`/proc/self/fd/${fd}`, 'latin1'), path.toString('latin1').replace(/\/$/, ''));
			closeSync(fd);
		}
	},
});
