import test from 'ava';
import {formatEntry} from '../../../src/image/format-entry.ts';
import {listImage} from '../../../src/image/listing.ts';
import {deviceFile, directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';

test('entries are shown in the manner of ls -l', (t) => {
	const mtime = 1_674_231_345_123_456_789n;
	const image = writeImage(
		directory(
			{
				block: deviceFile('blk', {major: 8, minor: 256}, {mtime: -1n}),
				'new\nline': regularFile(
					{size: 4_294_971_393, backing: 'ab/cd'},
					{permissions: 0o6755, uid: 1000, gid: 100, mtime},
				),
				pipe: specialFile('fifo', {permissions: 0o7666}),
				socket: specialFile('sock', {permissions: 0}),
				to: symlink('\xff', {mtime: 10n ** 27n}),
			},
			{permissions: 0o1777},
		),
	);

	t.deepEqual([...listImage(image)].map(formatEntry), [
		'drwxrwxrwt   2 0:0                0 1970-01-01T00:00:00.000000000Z /',
		'brw-------   1 0:0            8:256 1969-12-31T23:59:59.999999999Z /block',
		'-rwsr-sr-x   1 1000:100  4294971393 2023-01-20T16:15:45.123456789Z /new\\x0aline',
		'prwSrwSrwT   1 0:0                0 1970-01-01T00:00:00.000000000Z /pipe',
		's---------   1 0:0                0 1970-01-01T00:00:00.000000000Z /socket',
		'lrwxrwxrwx   1 0:0                2 @1000000000000000000.000000000 /to -> \\xc3\\xbf',
	]);
});
