import type {ListedCase} from './case-info.ts';
import type {ContestantName} from './contestant.ts';
import type {Outcome} from './outcome.ts';
import type {Progress} from './progress.ts';

/** What happens in a run, in order. Reporters subscribe; nothing else prints. */
export type RunEvent =
	| RunStarted
	| {readonly type: 'progress'; readonly progress: Progress}
	/** `again`: it failed behind others in their guest, and now has a fresh one. `guest` counts the run's guests. */
	| {
			readonly type: 'case-started';
			readonly caseId: string;
			readonly again: boolean;
			readonly guest?: number;
	  }
	| {readonly type: 'case-log'; readonly caseId: string; readonly line: string}
	| CaseFinished
	/** One attempt of several at a case; `case-finished` sums them up. */
	| CaseAttempted
	| StraySplat
	/** Our own fault, which no case is blamed for. */
	| {
			readonly type: 'infra-error';
			readonly caseId?: string;
			readonly message: string;
			readonly retried: boolean;
	  }
	| RunFinished;

/** The kernel complained where no case is to blame: the run has failed, however its cases ended. Told once in a run. */
export interface StraySplat {
	readonly type: 'stray-splat';
	/** `boot`: a boot error. `between`: after a case had ended, or while a case ran behind others but not alone. */
	readonly during: 'boot' | 'between';
	/** When it was, such as `after mount/twice had ended`. */
	readonly where: string;
	/** One for each splat. */
	readonly reasons: readonly string[];
	readonly console: ConsoleEvidence;
}

export interface RunStarted {
	readonly type: 'run-started';
	readonly runId: string;
	/** Where the run keeps its artifacts. */
	readonly directory: string;
	readonly kernel: {readonly name: string; readonly version: string; readonly release: string};
	readonly accelerator: {readonly name: string; readonly reason: string; readonly timeScale: number};
	readonly isolation: 'snapshot' | 'boot';
	/** What started the guests, where that was not the bench itself. */
	readonly runner?: 'vng';
	readonly jobs: number;
	/** Who shows the trees of the cases; composefs where it says nothing. */
	readonly contestant?: ContestantName;
	/** The part of the selection that runs, such as `2/4`, and a digest of how it was split: equal for all its parts. */
	readonly shard?: {readonly part: string; readonly plan: string};
	readonly cases: readonly ListedCase[];
}

/** Exactly one per case. */
export interface CaseFinished {
	readonly type: 'case-finished';
	readonly caseId: string;
	readonly outcome: Outcome;
	/** The case's own time in the guest; for a case that didn't end, what passed on the host. */
	readonly ms: number;
	/** From the start of QEMU to the first line of the case; absent when the guest was already there. */
	readonly readyMs?: number;
	/** The console while the case ran, and where it is kept. */
	readonly console: ConsoleEvidence;
	/** What the case logged. */
	readonly log: readonly string[];
	/** Said beside the outcome, such as that it failed behind others in its guest and passed in a fresh one. */
	readonly note?: string;
	/** The command that runs this case alone, as this run did. */
	readonly rerun?: string;
	/** Where the guest is kept as it stood at the failure, and the command that opens a shell in it. */
	readonly kept?: {readonly path: string; readonly open: string};
	/** A `notrun` that the repository's list doesn't allow. */
	readonly notAllowed?: boolean;
	readonly annotation?: Annotation;
	/** Where there was more than one. */
	readonly attempts?: {readonly made: number; readonly bad: number};
}

/** Said beside an outcome, never in its place. */
export type Annotation =
	/** Some attempts ended well and some badly. */
	| {readonly kind: 'flaky'}
	/** `test/expected-failures.json` lists the case, with this reason: it failed as expected, or it passed. */
	| {readonly kind: 'expected-failure' | 'unexpected-pass'; readonly reason: string};

export interface CaseAttempted {
	readonly type: 'case-attempted';
	readonly caseId: string;
	/** Counted from 1. */
	readonly attempt: number;
	readonly outcome: Outcome;
	readonly bad: boolean;
	readonly ms: number;
	readonly readyMs?: number;
	/** Where the console of this attempt is kept. */
	readonly console: string;
}

export interface ConsoleEvidence {
	readonly path: string;
	/** The lines worth showing: those of the splats, or the last ones of a dead guest. */
	readonly lines: readonly string[];
	/** How much of a flood was left out of the file. */
	readonly cutBytes: number;
}

export type Counts = Readonly<Record<Outcome['kind'], number>>;

export interface RunFinished {
	readonly type: 'run-finished';
	readonly counts: Counts;
	/** How many outcomes carry an annotation; absent where none does. */
	readonly annotations?: Readonly<Record<Annotation['kind'], number>>;
	/** How many `stray-splat` there were; absent where none was. */
	readonly straySplats?: number;
	/** Cases that have no outcome, because the run ended early. */
	readonly unjudged: readonly string[];
	readonly exitCode: number;
	/** Why the run ended before its last case. */
	readonly ended?: string;
	readonly ms: number;
}

export type RunListener = (event: RunEvent) => void;
