import type {Outcome} from './outcome.ts';

/** Counted up when either side must refuse the other. */
export const protocolVersion = 1;

/** The virtio-serial port's name: `/dev/virtio-ports/<name>` in the guest. */
export const agentPortName = 'cfsbench.agent';

/** What the host says. It speaks first: the agent writes nothing before it has heard `hello`. */
export type HostMessage =
	/** Restored guests share clock and entropy with their snapshot: both are set from this. */
	| {readonly type: 'hello'; readonly protocol: number; readonly timeMs: number; readonly seed: string}
	/** Bind virtio-blk and read the payload disk's index. */
	| {readonly type: 'attach'}
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
	| {readonly type: 'case-finished'; readonly caseId: string; readonly outcome: Outcome; readonly ms: number}
	| {readonly type: 'store-prepared'; readonly files: number; readonly ms: number}
	| {readonly type: 'evidence-written'}
	/** The agent itself could not do what it was told; the host counts it as its own fault. */
	| {readonly type: 'agent-error'; readonly message: string; readonly stack?: string};
