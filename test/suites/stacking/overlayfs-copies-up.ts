import {
	appendFileSync,
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {mountOverlay} from '../_support/overlay.ts';

export default defineCase({
	title: 'overlayfs with an image below reads through it, copies up what is written, and the image stays',
	groups: ['auto', 'quick', 'stacking'],
	needs: [],
	requires: ['fsverity', 'filesystem:overlay'],
	batch: true,
	async run(t) {
		const store = await t.store({object: 'hello'});
		const digest = store.files.get('object')?.digest ?? Buffer.alloc(0);
		const file = (uid: number) =>
			regularFile(
				{size: 5, backing: 'object', digest},
				{uid, permissions: 0o640, mtime: 1_000_000_001n, xattrs: {'user.note': 'kept', 'trusted.t': 'kept'}},
			);
		const image = await t.image(
			directory({
				dir: directory({read: file(1), written: file(7), gone: file(3)}),
				link: symlink('dir/read'),
			}),
		);
		const lower = await t.mount(image, {basedir: store.path, verityCheck: 2});
		const {mount, upper} = mountOverlay(t, {lowers: [lower.path], place: 'scratch'});
		const at = (path: string) => `${mount.path}/${path}`;

		t.is(readFileSync(at('link'), 'utf8'), 'hello');
		appendFileSync(at('dir/written'), ' world');
		rmSync(at('dir/gone'));
		renameSync(at('link'), at('dir/moved'));
		chmodSync(at('dir'), 0o700);
		mkdirSync(at('dir/new'));

		t.is(readFileSync(at('dir/written'), 'utf8'), 'hello world');
		t.is(readFileSync(`${upper}/dir/written`, 'utf8'), 'hello world');
		const {uid, mode} = statSync(`${upper}/dir/written`);
		t.deepEqual([uid, mode & 0o7777], [7, 0o640]);
		for (const name of ['user.note', 'trusted.t'])
			t.is(loadNative().getxattr(`${upper}/dir/written`, name, 100).toString(), 'kept');
		t.true(!existsSync(`${upper}/dir/read`), 'what is only read stays below');
		t.deepEqual(readdirSync(at('dir')).sort(), ['moved', 'new', 'read', 'written']);

		t.deepEqual(readdirSync(`${lower.path}/dir`), ['gone', 'read', 'written']);
		t.is(readFileSync(`${lower.path}/dir/written`, 'utf8'), 'hello');
		t.is(readFileSync(`${store.path}/object`, 'utf8'), 'hello');
		writeFileSync(at('dir/gone'), 'again');
		t.is(readFileSync(at('dir/gone'), 'utf8'), 'again');
	},
});
