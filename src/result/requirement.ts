/**
 * What a case may ask of its guest, as one word or `kind:name`. The host refuses words that it
 * doesn't know when it lists the cases; the agent looks whether the guest has what they name.
 */
export type Requirement =
	/** The scratch filesystem can enable fs-verity. */
	| {readonly kind: 'fsverity'}
	/** A module of the kernel, loaded or built in. It is loaded when the case starts. */
	| {readonly kind: 'module'; readonly name: string}
	/** A filesystem type that the kernel knows, after its module was loaded where it is one. */
	| {readonly kind: 'filesystem'; readonly name: string}
	/** The second disk carries a filesystem of this type. */
	| {readonly kind: 'second'; readonly name: string}
	/** A program in the guest. */
	| {readonly kind: 'tool'; readonly name: string}
	/** A file or directory that must exist, such as a sysctl. */
	| {readonly kind: 'path'; readonly name: string}
	/** The kernel's version is at least this. */
	| {readonly kind: 'kernel'; readonly major: number; readonly minor: number};

const named = ['module', 'filesystem', 'second', 'tool', 'path'] as const;

export function parseRequirement(text: string): Requirement {
	if (text === 'fsverity') return {kind: 'fsverity'};

	const [kind, name] = split(text);
	for (const known of named) if (kind === known && name !== '') return {kind: known, name};

	const version = /^(\d+)\.(\d+)$/.exec(name);
	if (kind === 'kernel' && version !== null)
		return {kind: 'kernel', major: Number(version[1]), minor: Number(version[2])};

	throw new TypeError(
		`Expected a requirement such as 'fsverity', 'module:erofs', 'filesystem:overlay', 'second:btrfs', 'tool:mount', 'path:/proc/x' or 'kernel:6.13', got '${text}'`,
	);
}

function split(text: string): [string, string] {
	const colon = text.indexOf(':');
	return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}
