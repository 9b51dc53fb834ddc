/** What the trial `verity` compares: objects with or without fs-verity, and whether their digests are checked. */

/** What a mount does with recorded digests: nothing, checks those that are there, or wants one of each file. */
export type DigestCheck = 'off' | 'on' | 'require';

/** Where the content of a mount is, and what is checked of it. */
export interface ObjectPolicy {
	/** `plain` objects have no fs-verity, `sealed` ones are the same with it. */
	readonly objects: 'plain' | 'sealed';
	readonly check: DigestCheck;
}

/** By their names in metrics. Between the first two is what fs-verity itself costs, between the others what checking does. */
export const verityPolicies = {
	plain: {objects: 'plain', check: 'off'},
	off: {objects: 'sealed', check: 'off'},
	on: {objects: 'sealed', check: 'on'},
	require: {objects: 'sealed', check: 'require'},
} as const satisfies Readonly<Record<string, ObjectPolicy>>;

export type VerityPolicyName = keyof typeof verityPolicies;
export const verityPolicyNames = Object.keys(verityPolicies) as readonly VerityPolicyName[];

/** The option of composefs for each check. */
export const verityCheckOf: Readonly<Record<DigestCheck, 0 | 1 | 2>> = {off: 0, on: 1, require: 2};
