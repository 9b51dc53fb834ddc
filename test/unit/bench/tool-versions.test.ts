import test from 'ava';
import {toolVersion, versionIn} from '../../../src/bench/tool-versions.ts';

test('the version is in whatever line has it, of old tools and of new ones', (t) => {
	t.is(
		versionIn(
			'mkfs.erofs',
			"mkfs.erofs 1.5\nmkfs.erofs: unrecognized option '--version'\nusage: [options] FILE\n",
		),
		'mkfs.erofs 1.5',
	);
	t.is(
		versionIn('mkfs.erofs', 'mkfs.erofs (erofs-utils) 1.8.6\navailable compressors: lz4'),
		'mkfs.erofs (erofs-utils) 1.8.6',
	);
	t.is(
		versionIn('mkfs.ext4', 'mke2fs 1.47.0 (5-Feb-2023)\n\tUsing EXT2FS Library version 1.47.0\n'),
		'mke2fs 1.47.0 (5-Feb-2023)',
	);
	t.is(versionIn('ls', 'ls (GNU coreutils) 9.1\nCopyright (C) 2022\n'), 'ls (GNU coreutils) 9.1');
	t.is(versionIn('mkfs.erofs', 'mkfs.erofs: unrecognized option 1'), 'unknown');
});

test('a program of this host is asked', async (t) => {
	t.regex(await toolVersion('ls', new AbortController().signal), /^ls .*\d/);
});
