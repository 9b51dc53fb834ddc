import test from 'ava';
import {parseKmsg, parseMaps, parseMeminfo, parseMountinfo, parseSlabs} from '../../../src/guest/proc.ts';

test('reads mountinfo, with and without optional fields, blanks in names', (t) => {
	const text = [
		'22 1 0:21 / / rw,relatime - rootfs rootfs rw,size=248796k',
		'36 22 254:16 / /mnt/a\\040b\\134c rw,noatime shared:1 master:2 - ext4 /dev/vdb rw',
		'',
	].join('\n');

	t.deepEqual(parseMountinfo(text), [
		{id: 22, mountPoint: '/', type: 'rootfs', source: 'rootfs'},
		{id: 36, mountPoint: '/mnt/a b\\c', type: 'ext4', source: '/dev/vdb'},
	]);
});

test('reads slabinfo', (t) => {
	const text = [
		'slabinfo - version: 2.1',
		'# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables',
		'composefs_inode        12     34    760   21    4 : tunables    0    0    0 : slabdata      2      2      0',
		'kmalloc-64           4032   4032     64   64    1 : tunables    0    0    0 : slabdata     63     63      0',
	].join('\n');

	t.deepEqual(parseSlabs(text), [
		{name: 'composefs_inode', active: 12},
		{name: 'kmalloc-64', active: 4032},
	]);
});

test('reads records of /dev/kmsg', (t) => {
	t.deepEqual(parseKmsg('4,512,6206035,-;composefs: a;b\n SUBSYSTEM=block\n'), {
		sequence: 512,
		text: 'composefs: a;b',
	});
	t.deepEqual(parseKmsg('6,1,0,-,caller=T1;x\n'), {sequence: 1, text: 'x'});
	t.is(parseKmsg('no record'), undefined);
});

test('reads the maps of a process, with blanks in paths and without a path', (t) => {
	const text = [
		'7f8c2a200000-7f8c2a226000 r-xp 00001000 fe:10 4711                       /mnt/a b/lib/libc.so.6',
		'7f8c2a226000-7f8c2a233000 rw-p 00000000 00:00 0 ',
		'ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]',
		'',
	].join('\n');

	t.deepEqual(parseMaps(text), [
		{
			start: 0x7f8c2a200000n,
			end: 0x7f8c2a226000n,
			permissions: 'r-xp',
			path: '/mnt/a b/lib/libc.so.6',
		},
		{start: 0x7f8c2a226000n, end: 0x7f8c2a233000n, permissions: 'rw-p', path: ''},
		{start: 0xffffffffff600000n, end: 0xffffffffff601000n, permissions: '--xp', path: '[vsyscall]'},
	]);
});

test('reads meminfo, and leaves out what is no size', (t) => {
	const text = 'MemTotal:         495888 kB\nActive(file):      12 kB\nHugePages_Total:       0\n';

	t.deepEqual(
		parseMeminfo(text),
		new Map([
			['MemTotal', 495888 * 1024],
			['Active(file)', 12 * 1024],
		]),
	);
});
