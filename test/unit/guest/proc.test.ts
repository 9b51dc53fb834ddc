import test from 'ava';
import {parseKmsg, parseMountinfo, parseSlabs} from '../../../src/guest/proc.ts';

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
