// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults on demand: everything that the bench must notice in a guest.
 *
 * A fault is committed by writing its name to /sys/module/bench_faults/parameters/fault, in the
 * context of the writer, or at load time with fault=NAME. Never load this into a kernel that
 * anybody needs.
 */
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

static int *nowhere;
static struct kmem_cache *leaky_cache;

/* The compiler must not see that the pointer is never set, or it would leave the store out. */
static int fault_oops(void)
{
	WRITE_ONCE(*READ_ONCE(nowhere), 1);
	return 0;
}

static int oops_thread(void *unused)
{
	return fault_oops();
}

/* Dies beside the writer: with panic_on_oops=0 the guest lives on and goes on answering. */
static int fault_oops_in_thread(void)
{
	return PTR_ERR_OR_ZERO(kthread_run(oops_thread, NULL, "bench_faults"));
}

static int fault_panic(void)
{
	panic("bench_faults: asked to");
}

static int fault_warn(void)
{
	WARN(1, "bench_faults: asked to\n");
	return 0;
}

/* On PREEMPT_RT too: the hard interrupts go off, so neither a timer nor the agent runs again. */
static int fault_hang(void)
{
	local_irq_disable();
	while (irqs_disabled())
		cpu_relax();
	return 0;
}

/* A constructor keeps the cache from being merged with others of its size, which would hide it. */
static void construct(void *object)
{
	memset(object, 0, sizeof(u64));
}

static int fault_leak_memory(void)
{
	if (!leaky_cache)
		leaky_cache = kmem_cache_create("bench_faults_leak", sizeof(u64), 0, 0, construct);
	if (!leaky_cache)
		return -ENOMEM;

	/* Never freed: that is the fault. */
	return kmem_cache_alloc(leaky_cache, GFP_KERNEL) ? 0 : -ENOMEM;
}

/* Objects of nobody's cache, whose addresses are forgotten at once: only kmemleak can tell. */
static int fault_forget_memory(void)
{
	int i;

	for (i = 0; i < 4; i++)
		if (!kmalloc(96, GFP_KERNEL))
			return -ENOMEM;
	return 0;
}

/* Never put: that is the fault. */
static int fault_leak_reference(void)
{
	__module_get(THIS_MODULE);
	return 0;
}

static const struct {
	const char *name;
	int (*commit)(void);
} faults[] = {
	{ "oops", fault_oops },
	{ "oops-in-thread", fault_oops_in_thread },
	{ "panic", fault_panic },
	{ "warn", fault_warn },
	{ "hang", fault_hang },
	{ "leak-memory", fault_leak_memory },
	{ "forget-memory", fault_forget_memory },
	{ "leak-reference", fault_leak_reference },
};

static int set_fault(const char *value, const struct kernel_param *param)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++)
		if (sysfs_streq(value, faults[i].name))
			return faults[i].commit();
	return -EINVAL;
}

static int get_fault(char *buffer, const struct kernel_param *param)
{
	size_t i;
	int length = 0;

	for (i = 0; i < ARRAY_SIZE(faults); i++)
		length += sysfs_emit_at(buffer, length, "%s\n", faults[i].name);
	return length;
}

static const struct kernel_param_ops fault_ops = {
	.set = set_fault,
	.get = get_fault,
};

module_param_cb(fault, &fault_ops, NULL, 0600);
MODULE_PARM_DESC(fault, "the fault to commit; reading lists all");

static int __init bench_faults_init(void)
{
	return 0;
}

static void __exit bench_faults_exit(void)
{
	kmem_cache_destroy(leaky_cache);
}

module_init(bench_faults_init);
module_exit(bench_faults_exit);

MODULE_DESCRIPTION("Faults on demand, for the bench's test of itself");
MODULE_AUTHOR("The composefs-bench authors");
MODULE_LICENSE("GPL");
