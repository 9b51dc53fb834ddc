import {createHash} from 'node:crypto';
import {encodeAcl} from '../../image/acl.ts';
import {latin1} from '../../image/bytes.ts';
import {
	type Directory,
	directory,
	findInode,
	type RegularFile,
	regularFile,
	symlink,
} from '../../image/tree.ts';
import {fsverityDigest} from '../../store/fsverity.ts';

/** A tree, and the content of its files by path in it. */
export interface Sample {
	readonly tree: Directory;
	readonly contents: ReadonlyMap<string, Buffer>;
}

/** Who may read the file "granted" by an entry of its ACL, and by nothing else. */
export const granted = {
	uid: 2000,
	acl: {
		key: Buffer.from('system.posix_acl_access'),
		value: encodeAcl({owner: 6, group: 0, others: 0, users: {2000: 4}, mask: 4}),
	},
};

const folders = 12;
const filesEach = 20;

/** Amid the others, and alone with its mode, so that another mode takes no more room where metadata is compressed. */
export const privateFile = 'folder-6/file-10';

const texts = new Map<string, Buffer>();

/**
 * Hexadecimal digits of what can't be foreseen: they compress to a half, as the files of a distribution do. Nobody writes to them: the same
 * name and size give the same buffer, for a case has dozens of trees, and an emulated processor takes a second for the content of one.
 */
export function textOf(name: string, size: number): Buffer {
	const key = `${size} ${name}`;
	const known = texts.get(key);
	if (known !== undefined) return known;
	const digits = createHash('shake256', {outputLength: Math.ceil(size / 2)})
		.update(name)
		.digest('hex');
	const text = Buffer.from(digits.slice(0, size));
	texts.set(key, text);
	return text;
}

const digests = new WeakMap<Buffer, string>();

/** fs-verity's digest of content that nobody writes to, hexadecimal. */
function digestOf(content: Buffer): string {
	const digest = digests.get(content) ?? fsverityDigest(content).toString('hex');
	digests.set(content, digest);
	return digest;
}

/** Where in a store the object of content is that nobody writes to. */
export function objectName(content: Buffer): string {
	const digest = digestOf(content);
	return `${digest.slice(0, 2)}/${digest.slice(2)}`;
}

/** A file with its content in an object that is named for its digest. */
export function sampleFile(content: Buffer, permissions = 0o644, owner = 0): RegularFile {
	return regularFile(
		{size: content.length, backing: objectName(content), digest: digestOf(content)},
		{permissions, uid: owner, gid: owner, mtime: 1_700_000_000_000_000_000n},
	);
}

/** A small tree of files of 1 to 12 KiB, the same for the same seed of the case; `own` makes its last folder another one. */
export function sampleTree(own = ''): Sample {
	const contents = new Map<string, Buffer>();
	const file = (path: string, size: number, permissions = 0o644, owner = 0) => {
		const content = textOf(`${path}${path.startsWith(`folder-${folders - 1}/`) ? own : ''}`, size);
		contents.set(path, content);
		return sampleFile(content, permissions, owner);
	};
	const names = (count: number) => Array.from({length: count}, (_, index) => index);
	const tree = directory([
		...names(folders).map((folder) => {
			const path = `folder-${folder}`;
			const files = names(filesEach).map((index) => {
				const permissions = `${path}/file-${index}` === privateFile ? 0o604 : 0o644;
				return [`file-${index}`, file(`${path}/file-${index}`, 1024 + 577 * index, permissions)] as const;
			});
			return [path, directory([...files, ['link', symlink('file-0')] as const])] as const;
		}),
		['secret', file('secret', 4096, 0o600)] as const,
		['twin', file('twin', 4096)] as const,
		['granted', {...file('granted', 2000, 0o640), xattrs: [granted.acl]}] as const,
		['closed', file('closed', 1500, 0, 2000)] as const,
		['owned', file('owned', 3000, 0o640, 1000)] as const,
		// The same object as that of "secret", which everybody may read here.
		['public', {...file('secret', 4096), permissions: 0o644}] as const,
	]);
	return {tree, contents};
}

/** Where in a store the object of a file is. */
export function objectIn(tree: Directory, path: string): string {
	const inode = findInode(tree, path);
	if (inode?.type !== 'reg' || inode.backing === undefined)
		throw new Error(`Expected ${path} to have content`);
	return latin1(inode.backing);
}
