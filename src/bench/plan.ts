/** What the host asks of a guest and what the guest answers: the plan on the raw `second` disk, samples as lines of a case's log. */
import type {Extent} from './extents.ts';

import type {MemoryOf} from './slabs.ts';
import type {ListName} from './tree-paths.ts';
import {verityPolicyNames} from './verity-policies.ts';

/** What is compared. */
export const contestantNames = [
	'composefs',
	'erofs',
	'erofs-loop',
	'erofs-overlay',
	'tmpfs',
	'ext4',
] as const;
export type ContestantName = (typeof contestantNames)[number];

/** The disk that its metadata comes from. */
export const diskOfContestant: Readonly<Record<ContestantName, 'store' | 'scratch' | undefined>> = {
	composefs: 'store',
	erofs: 'store',
	'erofs-loop': 'store',
	'erofs-overlay': 'store',
	tmpfs: undefined,
	ext4: 'scratch',
};

/** What is asked for by name; each gives one sample or several. */
export const trialNames = [
	'mount',
	'walk-acl',
	'getdents',
	'stat',
	'absent',
	'open',
	'link',
	'deep',
	'read',
	'pread',
	'mmap',
	'exec',
	'verity',
	'walk',
] as const;
export type TrialName = (typeof trialNames)[number];

const contentTrialNames: readonly TrialName[] = ['read', 'pread', 'mmap', 'exec', 'verity'];

/** The trials that share a guest: what reads content leaves memory in another state than the walk has after the others. */
export function byGuest(
	trials: readonly TrialName[],
): (readonly ['names' | 'content', readonly TrialName[]])[] {
	const ofContent = (name: TrialName) => contentTrialNames.includes(name);
	return (
		[
			['names', trials.filter((name) => !ofContent(name))],
			['content', trials.filter(ofContent)],
		] as const
	).filter(([, together]) => together.length > 0);
}

/** What is counted in instructions, so that it can be profiled, and by which trial. */
export const countedBy: Readonly<Record<string, TrialName>> = {
	'mount-cold': 'mount',
	'mount-warm': 'mount',
	'walk-acl-cold': 'walk-acl',
	'walk-acl-warm': 'walk-acl',
	'getdents-cold': 'getdents',
	'getdents-warm': 'getdents',
	'stat-dropped': 'stat',
	'stat-warm': 'stat',
	'absent-dropped': 'absent',
	'absent-warm': 'absent',
	'open-dropped': 'open',
	'open-warm': 'open',
	'link-warm': 'link',
	'read-64k-cold': 'read',
	'read-64k-warm': 'read',
	'read-1m-cold': 'read',
	'read-1m-warm': 'read',
	'read-16m-cold': 'read',
	'read-16m-warm': 'read',
	'pread-cold': 'pread',
	'pread-warm': 'pread',
	'mmap-cold': 'mmap',
	'mmap-warm': 'mmap',
	'exec-cold': 'exec',
	'exec-warm': 'exec',
	...Object.fromEntries(
		verityPolicyNames.flatMap((policy) =>
			['open-dropped', 'open-warm', 'first-cold', 'read-cold', 'read-warm'].map((what) => [
				`verity-${policy}-${what}`,
				'verity' as const,
			]),
		),
	),
	'walk-cold': 'walk',
	'walk-warm': 'walk',
	unmount: 'walk',
};

export interface Plan {
	readonly contestant: ContestantName;
	readonly trials: readonly TrialName[];
	/** The tree is laid out as the image has it, and not as the shape's disks do. */
	readonly whole: boolean;
	/** The metric whose instructions the host wants to see by function. */
	readonly profile?: string;
	/** Processor time is real, no count of instructions. Default false. */
	readonly timed?: boolean;
	/** Where the disk that the contestant reads from has data; absent where that is too much for the guest's memory. */
	readonly extents?: readonly Extent[];
}

/** One number, by the name of its row in the table. */
export interface Sample {
	readonly metric: string;
	readonly value: number;
	/** How many things the value is of, where it counts a loop: entries of a walk, paths of a list. */
	readonly times?: number;
}

/** A line of the case's log that is for the host. */
export type BenchMessage =
	| ({readonly type: 'sample'} & Sample)
	/** What the metric of the plan's `profile` counts goes on between these two. */
	| {readonly type: 'profile-starts'}
	| {readonly type: 'profile-ends'}
	/** So many paths are in a list that a trial goes through; where there are none, `what` is not measured. */
	| {readonly type: 'drawn'; readonly what: string; readonly list: ListName; readonly count: number}
	/** Where the memory is after the walk. */
	| {readonly type: 'memory'; readonly memory: MemoryOf}
	/** The kernel's functions, as `packSymbols` packs them. */
	| {readonly type: 'symbols'; readonly packed: string};

const prefix = 'bench ';

export function encodeMessage(message: BenchMessage): string {
	return `${prefix}${JSON.stringify(message)}`;
}

/** The message of a line; undefined for a line that is something else. */
export function decodeMessage(line: string): BenchMessage | undefined {
	return line.startsWith(prefix) ? (JSON.parse(line.slice(prefix.length)) as BenchMessage) : undefined;
}

/** A raw disk: the text, then zeros. */
export function encodePlan(plan: Plan): Buffer {
	const text = Buffer.from(JSON.stringify(plan));
	return Buffer.concat([text, Buffer.alloc(planBytes - text.length)]);
}

export function decodePlan(bytes: Buffer): Plan {
	return JSON.parse(bytes.subarray(0, bytes.indexOf(0)).toString()) as Plan;
}

export const planBytes = 64 * 1024;

/** What lies on the `store` disk. */
export const benchLayout = {
	image: 'image.cfs',
	objects: 'objects',
	/** What trials open, once without and once with fs-verity. */
	plain: 'plain',
	sealed: 'sealed',
	erofs: 'image.erofs',
	/** The tree itself lies on the `scratch` disk. */
	tree: 'tree',
	paths: (name: string) => `paths/${name}`,
	/** In the tree: what is a root of its own with a program, and the program in it. No generated name has an upper-case letter. */
	program: {root: 'Program', path: 'usr/bin/ls'},
} as const;
