import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {findSplats, SplatScanner} from '../../../src/console/splat.ts';

const fixtures = new URL('../../fixtures/consoles/', import.meta.url);

for (const name of readdirSync(fixtures).filter((file) => file.endsWith('.log'))) {
	test(`finds in ${name} what is expected of it`, (t) => {
		const expected = JSON.parse(
			readFileSync(new URL(name.replace('.log', '.expected.json'), fixtures), 'utf8'),
		);

		const found = findSplats(readFileSync(new URL(name, fixtures), 'utf8'));

		t.deepEqual(
			found.map(({lines, ...splat}) => ({...splat, lines: lines.length})),
			expected,
		);
	});
}

// First lines as the kernel prints them, from its sources and from consoles of 6.1 to 7.2.
const titles: Record<string, readonly string[]> = {
	oops: [
		'BUG: unable to handle page fault for address: ffffed1005a0f000',
		'BUG: kernel NULL pointer dereference, address: 0000000000000018',
		'Oops: general protection fault, probably for non-canonical address 0xdffffc0000000003: 0000 [#1] PREEMPT SMP KASAN PTI',
		'general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] SMP NOPTI',
		'kernel BUG at fs/inode.c:612!',
		'Oops: int3: 0000 [#1] SMP NOPTI',
		'invalid opcode: 0000 [#1] PREEMPT SMP',
		'divide error: 0000 [#1] PREEMPT SMP',
		'BUG: TASK stack guard page was hit at ffffc900001b7ff8 (stack is ffffc900001b8000..ffffc900001bc000)',
		'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000010',
		'Internal error: Oops: 0000000096000004 [#1] PREEMPT SMP',
	],
	panic: ['Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)'],
	kasan: ['BUG: KASAN: slab-use-after-free in composefs_lookup+0x1d2/0x310 [composefs]'],
	kfence: ['BUG: KFENCE: out-of-bounds read in cfs_read_vdata+0x31/0x90'],
	kcsan: ['BUG: KCSAN: data-race in d_lru_add / dput'],
	ubsan: [
		'UBSAN: array-index-out-of-bounds in fs/composefs/dir.c:120:14',
		'UBSAN: shift-out-of-bounds in a.c:1:2',
	],
	lockdep: [
		'WARNING: possible circular locking dependency detected',
		'WARNING: possible recursive locking detected',
		'WARNING: inconsistent lock state',
		'WARNING: bad unlock balance detected!',
		'WARNING: suspicious RCU usage',
		'WARNING: lock held when returning to user space!',
		'WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected',
		'BUG: sleeping function called from invalid context at include/linux/sched/mm.h:321',
		'BUG: scheduling while atomic: node/132/0x00000002',
		'BUG: spinlock bad magic on CPU#0, node/132',
		'INFO: trying to register non-static key.',
		'[ BUG: Invalid wait context ]',
	],
	lockup: [
		'watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [node:132]',
		'NMI watchdog: Watchdog detected hard LOCKUP on cpu 0',
		'BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 37s!',
	],
	'rcu-stall': [
		'rcu: INFO: rcu_preempt self-detected stall on CPU',
		'rcu: INFO: rcu_sched detected stalls on CPUs/tasks:',
		'INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 0-...D } 26 jiffies s: 97 root: 0x1/.',
	],
	'hung-task': ['INFO: task node:132 blocked for more than 120 seconds.'],
	slab: [
		'BUG composefs_inode (Tainted: G           OE     ): Objects remaining on __kmem_cache_shutdown()',
		'BUG kmalloc-64 (Not tainted): Poison overwritten',
		'kmem_cache_destroy composefs_inode: Slab cache still has objects when called from composefs_exit+0x1c/0x20',
	],
	list: [
		'list_del corruption. prev->next should be ffff88800498e764, but was dead000000000100',
		'list_add corruption. next is NULL',
	],
	refcount: ['refcount_t: underflow; use-after-free.'],
	'busy-inodes': [
		'VFS: Busy inodes after unmount of composefs (composefs)',
		'BUG: Dentry 00000000a1{i=2,n=bin}  still in use (1) [unmount of composefs composefs]',
	],
	'memory-leak': [
		'unreferenced object 0xffff888004b29c30 (size 64):',
		'kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)',
	],
	'out-of-memory': ['Out of memory: Killed process 132 (node) total-vm:1052732kB, anon-rss:123248kB'],
	warning: [
		'WARNING: CPU: 0 PID: 132 at fs/composefs/inode.c:47 composefs_evict+0x15/0x20',
		'WARNING: fs/composefs/inode.c:47 at composefs_evict+0x15/0x20, CPU#0: node/132',
	],
	bug: ['BUG: Bad page state in process node  pfn:04b2e'],
};

for (const [kind, lines] of Object.entries(titles))
	for (const line of lines)
		test(`knows ${kind}: ${line}`, (t) => {
			const [splat, ...others] = findSplats(`[    6.206035] ${line}\r\n`);

			t.like(splat, {kind, title: line, fatal: kind === 'oops' || kind === 'panic'});
			t.deepEqual(others, []);
		});

const harmless = [
	'cfsbench: case starts: x/bug',
	'composefs: image.cfs: inode 3: dirents are not sorted',
	'EXT4-fs (vdb): mounted filesystem with ordered data mode. Quota mode: none.',
	'Spectre V2 : WARNING: Unprivileged eBPF is enabled',
	'node[132]: segfault at 0 ip 0000000000000000 sp 00007ffc598b1838 error 14',
	'debug: BUG: is only mentioned here',
];
for (const line of harmless)
	test(`takes no offence at: ${line}`, (t) => {
		t.deepEqual(findSplats(`[    1.000000] ${line}\n`), []);
	});

test("finds a splat in another writer's unfinished line, behind escapes, levels and caller marks", (t) => {
	const [splat] = findSplats(
		'progress 10 %\u001b[0m\u001b[K[   12.345678][  T132] <4>BUG: KASAN: slab-out-of-bounds in x+0x1/0x2\r\n',
	);

	t.is(splat?.title, 'BUG: KASAN: slab-out-of-bounds in x+0x1/0x2');
});

test('tells two splats apart, and one that merely goes on', (t) => {
	const text = [
		'------------[ cut here ]------------',
		'refcount_t: underflow; use-after-free.',
		'WARNING: CPU: 0 PID: 1 at lib/refcount.c:28 refcount_warn_saturate+0xba/0x110',
		'Call Trace:',
		' a+0x1/0x2',
		'---[ end trace 0000000000000000 ]---',
		'something else',
		'WARNING: possible recursive locking detected',
	].join('\n');

	const found = findSplats(text);

	t.deepEqual(
		found.map(({kind}) => kind),
		['refcount', 'lockdep'],
	);
	t.is(found[0]?.lines[0], '------------[ cut here ]------------');
	t.false(found[0]?.lines.includes('something else'));
});

test('keeps a bounded number of splats and counts the rest', (t) => {
	const scanner = new SplatScanner();
	for (let i = 0; i < 1000; i += 1)
		scanner.push(`BUG: KASAN: number ${i}\nCall Trace:\n---[ end trace 0 ]---\n`);

	t.is(scanner.finish().length + scanner.dropped, 1000);
	t.true(scanner.finish().length <= 20);
});

test('does not care where the stream is cut', (t) => {
	const whole = readFileSync(new URL('oopses.log', fixtures), 'utf8');
	const scanner = new SplatScanner();
	for (const letter of whole) scanner.push(letter);

	t.deepEqual(scanner.finish(), findSplats(whole));
});
