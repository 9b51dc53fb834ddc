/** What is known of a real tree: how many of what, never which. `generate-tree.ts` makes a tree with these counts. */

/** Keys are the value, values how often it occurs. */
export type Histogram = Readonly<Record<string, number>>;

export interface Shape {
	/** Inodes, the root included; no hard links. */
	readonly entries: number;
	readonly types: {readonly dir: number; readonly lnk: number; readonly reg: number};
	/** Of all regular files. */
	readonly total_size: number;
	/** Files that are not empty share this many contents. */
	readonly distinct_backing_files: number;
	/** By the next bound that is not less. */
	readonly children_per_directory_le: Histogram;
	/** The largest of them, exactly. */
	readonly largest_directories: readonly number[];
	readonly name_length: Histogram;
	/** Entries by their number of names below the root. */
	readonly depth: Histogram;
	/** Regular files by the bits of their size: 0 for empty ones, 13 for 4096 to 8191. */
	readonly regular_size_bits: Histogram;
	readonly symlink_target_length: {
		readonly min: number;
		readonly median: number;
		readonly max: number;
		readonly mean: number;
	};
	/** By the keys of the xattrs, `(none)` for none. */
	readonly xattr_sets: Histogram;
	/** `uid:gid`; the rarest may be absent. */
	readonly owners: Histogram;
	/** Octal permissions of regular files; the rarest may be absent. */
	readonly regular_modes: Histogram;
}

/** Every value as often as it occurs, ascending where the keys are numbers. */
export function* expand(histogram: Histogram): Generator<string> {
	for (const [key, count] of Object.entries(histogram)) for (let n = 0; n < count; n++) yield key;
}

export function countOf(histogram: Histogram): number {
	return Object.values(histogram).reduce((sum, count) => sum + count, 0);
}
