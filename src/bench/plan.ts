/** What the host asks of a guest and what the guest answers: the plan on the raw `second` disk, samples as lines of a case's log. */

/** What is compared. */
export const contestantNames = ['composefs', 'erofs', 'erofs-overlay', 'tmpfs', 'ext4'] as const;
export type ContestantName = (typeof contestantNames)[number];

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
	'walk',
] as const;
export type TrialName = (typeof trialNames)[number];

export interface Plan {
	readonly contestant: ContestantName;
	readonly trials: readonly TrialName[];
}

/** One number, by the name of its row in the table. */
export interface Sample {
	readonly metric: string;
	readonly value: number;
}

const prefix = 'sample ';

export function encodeSample(sample: Sample): string {
	return `${prefix}${JSON.stringify(sample)}`;
}

/** The sample of a line; undefined for a line that is something else. */
export function decodeSample(line: string): Sample | undefined {
	return line.startsWith(prefix) ? (JSON.parse(line.slice(prefix.length)) as Sample) : undefined;
}

/** A raw disk: the text, then zeros to a whole block. */
export function encodePlan(plan: Plan): Buffer {
	const text = Buffer.from(JSON.stringify(plan));
	return Buffer.concat([text, Buffer.alloc(planBytes - text.length)]);
}

export function decodePlan(bytes: Buffer): Plan {
	return JSON.parse(bytes.subarray(0, bytes.indexOf(0)).toString()) as Plan;
}

export const planBytes = 4096;

/** What lies on the `store` disk. */
export const benchLayout = {
	image: 'image.cfs',
	objects: 'objects',
	erofs: 'image.erofs',
	/** The tree itself lies on the `scratch` disk. */
	tree: 'tree',
	paths: (name: string) => `paths/${name}`,
} as const;
