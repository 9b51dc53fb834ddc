import {chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {differencesFrom} from '../../../../src/guest/random-input/compare.ts';
import {directory, regularFile, symlink} from '../../../../src/image/tree.ts';

test('a directory that shows the record has no differences, and each change is told', (t) => {
	const root = mkdtempSync(join(tmpdir(), 'compare-'));
	t.teardown(() => rmSync(root, {recursive: true}));
	const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
	const own = {uid, gid, mtime: 1_000_000_000n};
	mkdirSync(join(root, 'dir'));
	writeFileSync(join(root, 'dir/file'), 'content');
	symlinkSync('dir/file', join(root, 'link'));
	const file = regularFile({size: 7, backing: 'x'}, own);
	const tree = directory({dir: directory({file}, own)}, {...own, permissions: 0o700});
	const settle = () => {
		chmodSync(join(root, 'dir/file'), 0o644);
		for (const path of ['dir/file', 'dir', '']) utimesSync(join(root, path), 1, 1);
	};
	settle();
	rmSync(join(root, 'link'));
	settle();
	const look = () => differencesFrom({tree, contents: {x: Buffer.from('content')}}, root, () => false);
	t.deepEqual(look(), []);

	writeFileSync(join(root, 'dir/file'), 'Content');
	chmodSync(join(root, 'dir/file'), 0o600);
	writeFileSync(join(root, 'more'), '');
	const found = look().join('\n');
	t.regex(found, /\/dir\/file: mode is 100600, expected 100644/);
	t.regex(found, /\/dir\/file: mtime is \d+, expected 1000000000/);
	t.regex(found, /\/dir\/file: content is 7 other bytes, expected 7 bytes/);
	t.regex(found, /^\/: list of names is \["dir","more"\], expected \["dir"\]/m);

	const linked = directory({link: symlink('other', own)}, {...own, permissions: 0o700});
	symlinkSync('dir/file', join(root, 'link'));
	const links = differencesFrom({tree: linked, contents: {}}, root, () => false).join('\n');
	t.regex(links, /\/link: target is dir\/file, expected other/);
});
