/** What the code of a filesystem is for. A file is of one feature: the one that most of it is for. */
export const features = {
	format: 'reading the image, its format',
	mounting: 'superblock, mount options',
	inodes: 'inodes, symlinks',
	names: 'lookup and readdir',
	xattrs: 'xattrs and ACLs',
	content: 'content of files: backing files, blocks',
	verity: 'verification',
	handles: 'file handles, export',
	telling: 'log lines, tracepoints, sysfs',
	device: 'a block device of the image file',
	writing: 'allocating, writing, copying up',
	compression: 'compression',
	fetching: 'content fetched by a daemon',
	older: 'what older kernels lack',
	declarations: 'declarations, helpers',
} as const;

export type Feature = keyof typeof features;

/** What a kernel can be built without: by a choice of its configuration, or because it is new enough. */
export const optional: readonly Feature[] = ['compression', 'fetching', 'older'];

/** A folder of sources, or some files of one, with what each file is for. */
export interface Component {
	/** Begins the paths of its files, below the root of its sources. */
	readonly prefix: string;
	/** Our own, below the project's root; all others are below that of a kernel's source. */
	readonly own?: true;
	/** Names behind the prefix; `*` stands for anything, in one file's name or in a folder's. The first feature that has a file gets it. */
	readonly files: Readonly<Partial<Record<Feature, readonly string[]>>>;
}

/** Tests that are built into a module of their own. */
const isTest = (name: string) => name.endsWith('-test.c');

/** Whether a name of a component's folder is counted. */
export function isCode(name: string): boolean {
	return /\.[ch]$/.test(name) && !isTest(name);
}

/** The feature that a file is for; undefined where nobody has said. */
export function featureOf({files}: Component, name: string): Feature | undefined {
	return (Object.keys(files) as Feature[]).find((feature) =>
		files[feature]?.some((pattern) => matches(pattern, name)),
	);
}

function matches(pattern: string, name: string): boolean {
	const expression = pattern
		.split('*')
		.map((part) => part.replace(/[.+]/g, '\\$&'))
		.join('.*');
	return new RegExp(`^${expression}$`).test(name);
}
