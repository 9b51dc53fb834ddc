import {appendFileSync, readFileSync, statSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {mountOverlay} from '../_support/overlay.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {handleOf} from '../inodes/_handles.ts';

/** Without handles, or with handles that don't tell inodes apart, overlayfs turns its index off: hard links come apart. */
export default defineCase({
	title:
		'overlayfs keeps hard links of an image together when it copies up, and exports it, by its file handles',
	groups: ['auto', 'stacking', 'handles'],
	requires: ['filesystem:overlay'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({object: 'hello'});
		const file = regularFile({size: 5, backing: 'object'});
		const other = regularFile({size: 5, backing: 'object'});
		const tree = directory({dir: directory({two: file}), one: file, other});
		const lower = await t.mount(await t.image(tree), {basedir: store.path});
		const {mount} = mountOverlay(t, {
			lowers: [lower.path],
			place: 'scratch',
			parameters: [
				['index', 'on'],
				['nfs_export', 'on'],
			],
		});
		const at = (name: string) => `${mount.path}/${name}`;
		const before = statSync(at('dir/two'));

		appendFileSync(at('one'), ' world');
		t.is(readFileSync(at('dir/two'), 'utf8'), 'hello world');
		t.is(readFileSync(at('other'), 'utf8'), 'hello');
		const [one, two] = [statSync(at('one')), statSync(at('dir/two'))];
		t.deepEqual([one.ino, one.nlink, two.ino], [before.ino, 2, before.ino]);

		for (const [name, content] of [
			['other', 'hello'],
			['dir/two', 'hello world'],
		] as const) {
			const handle = handleOf(at(name));
			dropInodes();
			const fd = native.open_by_handle_at(mount.open('.').fd, handle, c.O_RDONLY);
			t.is(native.pread(fd, 100, 0).toString(), content);
			native.close(fd);
		}
	},
});
