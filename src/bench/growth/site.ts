import type {ProgressListener} from '../../result/progress.ts';
import type {GuestOptions} from '../measure.ts';
import type {ContestantName, Sample} from '../plan.ts';

/** What may grow. */
export const growthNames = ['entries', 'mounts'] as const;
export type GrowthName = (typeof growthNames)[number];

export interface GrowthOptions {
	readonly root: string;
	readonly cache: string;
	readonly kernel: string | undefined;
	readonly what: readonly GrowthName[];
	/** Those of them that can are measured. */
	readonly contestants: readonly ContestantName[];
	readonly progress: ProgressListener;
	readonly onSample: (contestant: ContestantName, at: string, sample: Sample) => void;
	readonly signal: AbortSignal;
}

/** Where growth is measured. */
export interface Site extends Omit<GuestOptions, 'records'> {
	readonly options: GrowthOptions;
	/** Where the consoles of guests go. */
	readonly kept: string;
	/** Tells why a contestant, or one of a size, is not measured. */
	readonly leaveOut: (what: string, reason: string) => void;
}
