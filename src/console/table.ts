export type SplatKind =
	| 'panic'
	| 'oops'
	| 'bug'
	| 'kasan'
	| 'kfence'
	| 'kcsan'
	| 'ubsan'
	| 'lockdep'
	| 'lockup'
	| 'rcu-stall'
	| 'hung-task'
	| 'slab'
	| 'list'
	| 'refcount'
	| 'busy-inodes'
	| 'memory-leak'
	| 'out-of-memory'
	| 'warning';

export interface Signature {
	readonly kind: SplatKind;
	/** Against a cleaned line; anchored, because a splat's first line starts with its name. */
	readonly title: RegExp;
}

/** After one of these the guest is no guest any more: what it answers later is not believed. */
export const fatalKinds: ReadonlySet<SplatKind> = new Set(['panic', 'oops']);

/**
 * The first line of everything the kernel says when something is wrong with it, the particular
 * before the general. Wordings of 6.1 to 7.2, x86 and arm64.
 */
export const signatures: readonly Signature[] = [
	{kind: 'panic', title: /^Kernel panic - not syncing/},

	{kind: 'oops', title: /^BUG: unable to handle /},
	{kind: 'oops', title: /^BUG: kernel NULL pointer dereference/},
	{kind: 'oops', title: /^BUG: (?:\w+ )?stack guard page was hit/},
	{kind: 'oops', title: /^Unable to handle kernel /},
	{kind: 'oops', title: /^kernel BUG at /},
	{
		kind: 'oops',
		title:
			/^(?:Oops: )?(?:general protection fault|invalid opcode|divide error|int3|stack segment|double fault)\b/,
	},
	{kind: 'oops', title: /^(?:Oops|Internal error): /},
	{kind: 'oops', title: /^traps: PANIC: /},

	{kind: 'kasan', title: /^BUG: KASAN: /},
	{kind: 'kasan', title: /^BUG: KMSAN: /},
	{kind: 'kfence', title: /^BUG: KFENCE: /},
	{kind: 'kcsan', title: /^BUG: KCSAN: /},
	{kind: 'ubsan', title: /^UBSAN: /},

	{
		kind: 'lockdep',
		title:
			/^WARNING: (?:possible (?:circular|recursive|irq lock)|inconsistent lock state|bad unlock balance|held lock freed|lock held when returning|suspicious RCU usage|[\w-]+ lock order detected|[Nn]ested lock was not taken|HARDIRQ-safe|SOFTIRQ-safe|\S+ still has locks held)/,
	},
	{
		kind: 'lockdep',
		title: /^BUG: (?:MAX_LOCK|MAX_STACK_TRACE|looking up invalid subclass|key \S+ not in \.data)/,
	},
	{kind: 'lockdep', title: /^INFO: trying to register non-static key/},
	{kind: 'lockdep', title: /^BUG: held lock freed/},
	{
		kind: 'lockdep',
		title: /^BUG: (?:spinlock|rwlock|rtmutex|sleeping function|scheduling while atomic|Invalid wait context)/,
	},
	{kind: 'lockdep', title: /^\[ BUG: Invalid wait context \]/},

	{
		kind: 'lockup',
		title: /^(?:NMI )?watchdog: (?:BUG: soft lockup|Watchdog detected hard LOCKUP|CPU\d+: Watchdog)/,
	},
	{kind: 'lockup', title: /^BUG: (?:soft lockup|workqueue lockup)/},
	{kind: 'rcu-stall', title: /^(?:rcu: )?INFO: rcu_\w+ .*stall/},
	{kind: 'hung-task', title: /^INFO: task \S+ blocked (?:for more than|in I\/O wait)/},
	{kind: 'hung-task', title: /^INFO: task .+:\d+ (?:is )?blocked /},

	{kind: 'slab', title: /^BUG [\w-]+ \(.*\): /},
	{kind: 'slab', title: /^kmem_cache_destroy \S+: Slab cache still has objects/},
	{kind: 'slab', title: /^(?:cache_from_obj: Wrong slab cache|slab \S+: )/},
	{kind: 'list', title: /^list_(?:add|del)(?:_\w+)? corruption/},
	{kind: 'refcount', title: /^refcount_t: /},
	{kind: 'busy-inodes', title: /^VFS: Busy inodes after unmount of /},
	{kind: 'busy-inodes', title: /^BUG: Dentry .* still in use/},
	{kind: 'memory-leak', title: /^unreferenced object 0x/},
	{kind: 'memory-leak', title: /^kmemleak: \d+ new suspected memory leaks/},
	{kind: 'out-of-memory', title: /^Out of memory: Killed process/},

	{kind: 'bug', title: /^BUG: /},
	{kind: 'warning', title: /^WARNING: /},
];
