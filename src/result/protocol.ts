import type {ContestantName} from './contestant.ts';
import type {Outcome} from './outcome.ts';
import type {TaintChange} from './taint.ts';

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
	| ({readonly type: 'run'; readonly caseId: string; readonly deadlineMs: number} & CaseInput & CaseDebugging)
	/** Go on with a case that said `case-held`. */
	| {readonly type: 'release'}
	/**
	 * A shell on a terminal; answered by `shell-starting` at once, `shell-output` and at last `shell-ended`. One at a time,
	 * also while a case hangs.
	 */
	| ({readonly type: 'shell'} & ShellRequest)
	/** What was typed, in Base64. */
	| {readonly type: 'shell-input'; readonly data: string}
	| {readonly type: 'shell-resize'; readonly size: TerminalSize}
	/** Enable fs-verity on every file below the `store` disk's root, then sync and unmount it. */
	| {readonly type: 'prepare-store'}
	/** Write what the kernel can tell of its tasks and locks to the console (sysrq w, t, d, m). */
	| {readonly type: 'evidence'}
	/** Have kmemleak look for what the cases so far left behind. For guests that said they have it. */
	| {readonly type: 'find-leaks'}
	| {readonly type: 'power-off'};

/** What the agent answers. */
export type AgentMessage =
	| {readonly type: 'ready'; readonly protocol: number; readonly release: string; readonly bootMs: number}
	/** `kmemleak`: the kernel can look for leaks. */
	| {readonly type: 'attached'; readonly ms: number; readonly kmemleak: boolean}
	| {readonly type: 'case-started'; readonly caseId: string}
	| {readonly type: 'case-log'; readonly caseId: string; readonly line: string}
	| {readonly type: 'case-finished'; readonly caseId: string; readonly report: CaseReport}
	/** It waits before its first step, its module loaded: at which addresses. */
	| {
			readonly type: 'case-loaded';
			readonly caseId: string;
			readonly sections: Readonly<Record<string, string>>;
	  }
	/** It waits, before its clean-up, with all that it mounted: it has failed, or its steps are done. */
	| {readonly type: 'case-held'; readonly caseId: string; readonly failure?: string}
	/** A piece of the kernel's trace of the case, in order, before `case-finished`. */
	| {readonly type: 'case-trace'; readonly caseId: string; readonly text: string}
	| {readonly type: 'shell-starting'}
	| {readonly type: 'shell-output'; readonly data: string}
	| {readonly type: 'shell-ended'; readonly status: number}
	| {readonly type: 'store-prepared'; readonly files: number; readonly ms: number}
	| {readonly type: 'evidence-written'}
	| {readonly type: 'leaks-found'; readonly report: LeakReport}
	/** The agent itself could not do what it was told; the host counts it as its own fault. */
	| {readonly type: 'agent-error'; readonly message: string; readonly stack?: string};

/** What the agent saw of a case. The judge makes the final outcome of it and of the console. */
export interface CaseReport {
	/** What the case itself says. */
	readonly outcome: Outcome;
	/** The case's own time, module loading and clean-up not included. */
	readonly ms: number;
	readonly taint: TaintChange;
	/** What was still there afterwards: mounts, module references, slab objects. One line each. */
	readonly leaks: readonly string[];
}

/** What kmemleak printed, and which modules it may be about. */
export interface LeakReport {
	readonly stays: readonly ModuleStay[];
	readonly text: string;
}

/** When and where a module was loaded for a case, in order. */
export interface ModuleStay {
	readonly caseId: string;
	readonly module: string;
	/** In jiffies. */
	readonly from: number;
	/** Addresses of its code, by section. */
	readonly sections: Readonly<Record<string, string>>;
}

export interface TerminalSize {
	readonly rows: number;
	readonly columns: number;
}

export interface ShellRequest {
	/** Run this with `sh -c` and end; absent for a shell that asks. */
	readonly command?: string;
	readonly size: TerminalSize;
	/** The host's terminal, as terminfo calls it. */
	readonly term: string;
}

/** What a case is given to work on. */
export interface CaseInput {
	/** Who shows the case's trees; composefs where it says nothing. */
	readonly contestant?: ContestantName;
	/** Of what random input is made, where a case makes some; 1 to 50 where it says nothing. */
	readonly seeds?: SeedRange;
	/** Golden output is told instead of compared. */
	readonly update?: boolean;
}

/** Both included. */
export interface SeedRange {
	readonly from: number;
	readonly to: number;
}

/** How a person looks into a case. */
export interface CaseDebugging {
	/** Wait before the clean-up: when the case has failed, or always. */
	readonly hold?: 'failed' | 'always';
	/** Say `case-loaded` and wait for `release` before the first step. */
	readonly holdLoaded?: boolean;
	/** Events of the kernel's tracer to record, such as `composefs:*`. */
	readonly trace?: readonly string[];
	/** Flags for the debug messages of the module under test, such as `+p`. */
	readonly dyndbg?: string;
}

/** On the payload disk: what a shell needs, by its path in the guest. */
export const shellRoot = 'root';

/** Where things lie on the payload disk. */
export const payloadPath = {
	case: (caseId: string) => `cases/${caseId}.cjs`,
	module: (name: string) => `modules/${name}.ko`,
	golden: (caseId: string) => `golden/${caseId}`,
} as const;

/**
 * The agent brackets each case on the console with these lines (through /dev/kmsg, so that they
 * are in order with the kernel's own), and the host cuts the case's slice out between them.
 */
export const consoleMark = {
	anyStart: 'cfsbench: case starts: ',
	start: (caseId: string) => `cfsbench: case starts: ${caseId}`,
	end: (caseId: string) => `cfsbench: case ended: ${caseId}`,
	leaksFound: 'cfsbench: kmemleak was asked',
	/** What init prints when the agent is gone. */
	agentEnded: 'cfsbench: agent ended',
} as const;
