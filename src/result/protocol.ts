import type {Outcome} from './outcome.ts';

/** Counted up when either side must refuse the other. */
export const protocolVersion = 1;

/** The virtio-serial port's name, as in `/sys/class/virtio-ports/<port>/name` in the guest. */
export const agentPortName = 'cfsbench.agent';

/** What the host says. It speaks first: the agent writes nothing before it has heard `hello`. */
export type HostMessage =
	/** Restored guests share clock and entropy with their snapshot: both are set from this. */
	| {readonly type: 'hello'; readonly protocol: number; readonly timeMs: number; readonly seed: string}
	/** Bind virtio-blk and read the payload disk's index. */
	| {readonly type: 'attach'}
	/** Load the case's module, run the case, unload the module, look for what is left. */
	| {readonly type: 'run'; readonly caseId: string; readonly deadlineMs: number}
	/** Enable fs-verity on every file below the `store` disk's root, then sync and unmount it. */
	| {readonly type: 'prepare-store'}
	/** Write what the kernel can tell of its tasks and locks to the console (sysrq w, t, d, m). */
	| {readonly type: 'evidence'}
	| {readonly type: 'power-off'};

/** What the agent answers. */
export type AgentMessage =
	| {readonly type: 'ready'; readonly protocol: number; readonly release: string; readonly bootMs: number}
	| {readonly type: 'attached'; readonly ms: number}
	| {readonly type: 'case-started'; readonly caseId: string}
	| {readonly type: 'case-log'; readonly caseId: string; readonly line: string}
	| {readonly type: 'case-finished'; readonly caseId: string; readonly report: CaseReport}
	| {readonly type: 'store-prepared'; readonly files: number; readonly ms: number}
	| {readonly type: 'evidence-written'}
	/** The agent itself could not do what it was told; the host counts it as its own fault. */
	| {readonly type: 'agent-error'; readonly message: string; readonly stack?: string};

/** What the agent saw of a case. The judge makes the final outcome of it and of the console. */
export interface CaseReport {
	/** What the case itself says. */
	readonly outcome: Outcome;
	/** The case's own time, module loading and clean-up not included. */
	readonly ms: number;
	/** `/proc/sys/kernel/tainted` on both sides of the case. */
	readonly taint: {readonly before: number; readonly after: number};
	/** What was still there afterwards: mounts, module references, slab objects. One line each. */
	readonly leaks: readonly string[];
}

/** Where things lie on the payload disk. */
export const payloadPath = {
	case: (caseId: string) => `cases/${caseId}.cjs`,
	module: (name: string) => `modules/${name}.ko`,
} as const;

/**
 * The agent brackets each case on the console with these lines (through /dev/kmsg, so that they
 * are in order with the kernel's own), and the host cuts the case's slice out between them.
 */
export const consoleMark = {
	anyStart: 'cfsbench: case starts: ',
	start: (caseId: string) => `cfsbench: case starts: ${caseId}`,
	end: (caseId: string) => `cfsbench: case ended: ${caseId}`,
	/** What init prints when the agent is gone. */
	agentEnded: 'cfsbench: agent ended',
} as const;
