import {closeSync, mkdirSync, openSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {type Directory, directory, type Inode, regularFile} from '../image/tree.ts';
import {writeImage} from '../image/writer.ts';
import {loadNative} from '../native.ts';
import {enableVerity} from '../store/enable-verity.ts';

/** Backing files of a case, at the very paths under which its images show them. */
export interface Store {
	/** The directory: what `basedir` names. */
	readonly path: string;
	readonly files: ReadonlyMap<string, StoredFile>;
}

export interface StoredFile {
	readonly size: number;
	/** The fs-verity digest as the kernel measures it; absent where fs-verity is off. */
	readonly digest?: Buffer;
}

export type StoreContent = Readonly<Record<string, string | Uint8Array>>;

export function makeStore(path: string, content: StoreContent, verity: boolean): Store {
	const files = new Map<string, StoredFile>();
	for (const [name, bytes] of Object.entries(content)) {
		const file = join(path, name);
		mkdirSync(dirname(file), {recursive: true});
		writeFileSync(file, bytes);
		const size = Buffer.byteLength(bytes);
		if (verity) enableVerity(file);
		files.set(name, verity ? {size, digest: measureVerity(file)} : {size});
	}
	return {path, files};
}

/** An image on a disk of the guest. */
export interface ImageFile {
	readonly path: string;
	/** Its own fs-verity digest, what the `digest` option wants; absent where fs-verity is off. */
	readonly digest?: Buffer;
}

export interface ImageOptions {
	/** The file at this path records a digest with one bit turned. */
	readonly wrongDigest?: string;
	/** The file at this path records none. */
	readonly noDigest?: string;
}

/** The tree that shows a store's files at their own paths. */
export function treeOfStore(store: Store, options: ImageOptions = {}): Directory {
	const root = directory();
	for (const name of [options.wrongDigest, options.noDigest])
		if (name !== undefined && !store.files.has(name))
			throw new Error(`Expected a file of the store, got '${name}'`);

	for (const [name, {size, digest}] of store.files) {
		const parts = name.split('/');
		const parent = parts.slice(0, -1).reduce(child, root);
		const recorded =
			name === options.noDigest ? undefined : name === options.wrongDigest ? turned(digest) : digest;
		const content =
			size === 0 ? {size} : {size, backing: name, ...(recorded !== undefined && {digest: recorded})};
		parent.entries.push({name: Buffer.from(parts.at(-1) ?? ''), inode: regularFile(content)});
	}
	return root;
}

export function writeImageFile(path: string, image: Directory | Uint8Array, verity: boolean): ImageFile {
	writeFileSync(path, image instanceof Uint8Array ? image : writeImage(image));
	if (!verity) return {path};
	enableVerity(path);
	return {path, digest: measureVerity(path)};
}

export function measureVerity(path: string): Buffer {
	const descriptor = openSync(path, 'r');
	try {
		return loadNative().fsverityMeasure(descriptor).digest;
	} finally {
		closeSync(descriptor);
	}
}

function child(parent: Directory, name: string): Directory {
	const found: Inode | undefined = parent.entries.find((entry) => entry.name.toString() === name)?.inode;
	if (found?.type === 'dir') return found;
	if (found !== undefined)
		throw new Error(`Expected '${name}' to be a directory of the store, it is a file too`);
	const made = directory();
	parent.entries.push({name: Buffer.from(name), inode: made});
	return made;
}

function turned(digest: Buffer | undefined): Buffer {
	const wrong = Buffer.from(digest ?? Buffer.alloc(32));
	wrong[0] = (wrong[0] ?? 0) ^ 1;
	return wrong;
}
