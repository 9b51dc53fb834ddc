import {constants, createReadStream, createWriteStream} from 'node:fs';
import {access, mkdir, realpath, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join, posix} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {InfraError} from '../errors.ts';
import {noSpace, pruneFolder, touch} from './cache.ts';
import {readInterpreter, sharedLibraries} from './closure.ts';
import {type CpioEntry, cpioHeader, cpioPadding, cpioTrailer} from './cpio.ts';
import {externalBuiltins} from './external-builtins.ts';
import {type Fingerprints, keyOf} from './fingerprint.ts';
import {needProgram} from './program.ts';

export interface InitramfsOptions {
	/** Guest path to host path. Directories are made as needed. */
	readonly files: Readonly<Record<string, string>>;
	/** Programs of the host, by name or absolute path, with their libraries. */
	readonly tools: readonly string[];
	/** Guest path of a symlink to a tool's path on the host. */
	readonly links?: Readonly<Record<string, string>>;
	/** The script that the kernel starts. */
	readonly init: string;
	readonly cache: string;
	readonly fingerprints: Fingerprints;
	readonly signal?: AbortSignal | undefined;
}

export interface Initramfs {
	readonly path: string;
	readonly key: string;
	/** False where it was found in the cache. */
	readonly fresh: boolean;
}

/** What lies in the guest's first root: by guest path, always below /usr where the merged layout puts it. */
export type GuestTree = ReadonlyMap<string, GuestNode>;

export type GuestNode =
	| {readonly type: 'file'; readonly from: string; readonly mode: number; readonly size: number}
	| {readonly type: 'symlink'; readonly target: string}
	| {readonly type: 'directory'; readonly mode: number}
	| {readonly type: 'device'; readonly mode: number; readonly major: number; readonly minor: number};

/** For all archives together; one is about 120 MB. */
const maximumArchiveBytes = 2 ** 30;

/** Links to their namesakes below usr. */
export const mergedDirectories = ['bin', 'sbin', 'lib', 'lib64'];
const emptyDirectories = ['/dev', '/proc', '/sys', '/run', '/tmp', '/mnt', '/root', '/etc'];

/** Makes the initramfs, or finds it in the cache by the content of everything that goes in. */
export async function buildInitramfs(options: InitramfsOptions): Promise<Initramfs> {
	const {signal} = options;
	const tree = await planTree(options);
	const content = [];
	for (const [path, node] of tree)
		content.push([path, node, node.type === 'file' ? await options.fingerprints.of(node.from) : null]);
	const key = keyOf(content.map(([path, node, digest]) => [path, withoutSource(node as GuestNode), digest]));

	const path = join(options.cache, 'initramfs', `${key}.cpio`);
	if (await isReadable(path)) {
		await touch(path);
		return {path, key, fresh: false};
	}

	await mkdir(dirname(path), {recursive: true});
	const temporary = `${path}.new-${process.pid}`;
	try {
		const output = createWriteStream(temporary, {highWaterMark: 1024 * 1024});
		await pipeline(Readable.from(archive(tree), {objectMode: false}), output, {signal});
		await rename(temporary, path);
		await pruneFolder(dirname(path), {maximumBytes: maximumArchiveBytes, keep: basename(path)});
	} catch (error) {
		await rm(temporary, {force: true});
		throw noSpace(error, dirname(path)) ?? error;
	}
	return {path, key, fresh: true};
}

async function planTree(options: InitramfsOptions): Promise<GuestTree> {
	const tree = new Map<string, GuestNode>();
	for (const name of mergedDirectories) tree.set(`/${name}`, {type: 'symlink', target: `usr/${name}`});
	for (const path of emptyDirectories) tree.set(path, {type: 'directory', mode: 0o755});
	tree.set('/dev/console', {type: 'device', mode: 0o600, major: 5, minor: 1});
	tree.set('/dev/null', {type: 'device', mode: 0o666, major: 1, minor: 3});

	await addFile(tree, '/init', options.init, 0o755);
	for (const [guest, host] of Object.entries(options.files)) await addFile(tree, guest, host, 0o644);

	const programs = await Promise.all(options.tools.map(needProgram));
	for (const program of programs) await addProgram(tree, program, program);
	for (const [link, target] of Object.entries(options.links ?? {})) await addProgram(tree, link, target);
	for (const path of externalBuiltins()) await addFile(tree, path, path, 0o644);

	const loader = readInterpreter(process.execPath);
	const shared = await sharedLibraries([...programs, ...Object.values(options.files)], loader);
	for (const library of shared.libraries) await addFile(tree, library, library, 0o755);
	if (shared.needsCache) await addFile(tree, '/etc/ld.so.cache', '/etc/ld.so.cache', 0o644);

	return sorted(addParents(tree));
}

/** A program at its real path, so that $ORIGIN means the same as on the host, and a link at the path it goes by. */
async function addProgram(tree: Map<string, GuestNode>, guest: string, host: string): Promise<void> {
	const real = await realpath(host);
	await addFile(tree, real, real, 0o755);
	const name = guestPath(guest);
	if (name !== guestPath(real)) tree.set(name, {type: 'symlink', target: guestPath(real)});
}

async function addFile(
	tree: Map<string, GuestNode>,
	guest: string,
	host: string,
	mode: number,
): Promise<void> {
	const found = await stat(host).catch((cause) => {
		throw new InfraError(`The guest needs ${host}, which can't be read: ${cause.message}`, {cause});
	});
	if (!found.isFile()) throw new InfraError(`The guest needs ${host}: expected a regular file`);
	tree.set(guestPath(guest), {type: 'file', from: host, mode, size: found.size});
}

/** /bin/sh and /usr/bin/sh are the same file here: the guest's /bin is a link, as on the hosts it is made of. */
export function guestPath(path: string): string {
	const normal = posix.normalize(path);
	const top = normal.split('/')[1] ?? '';
	return mergedDirectories.includes(top) ? `/usr${normal}` : normal;
}

export function addParents(tree: ReadonlyMap<string, GuestNode>): GuestTree {
	const whole = new Map(tree);
	for (const path of tree.keys())
		for (let parent = posix.dirname(path); parent !== '/'; parent = posix.dirname(parent))
			if (!whole.has(parent)) whole.set(parent, {type: 'directory', mode: 0o755});
	for (const name of mergedDirectories) whole.set(`/usr/${name}`, {type: 'directory', mode: 0o755});
	return whole;
}

async function* archive(tree: GuestTree): AsyncGenerator<Buffer> {
	let inode = 1;
	for (const [path, node] of tree) {
		yield cpioHeader(cpioEntry(path, node), inode++);
		if (node.type !== 'file') continue;

		let written = 0;
		for await (const chunk of createReadStream(node.from, {highWaterMark: 1024 * 1024})) {
			written += chunk.length;
			yield chunk;
		}
		if (written !== node.size)
			throw new InfraError(
				`${node.from} changed while it was packed: expected ${node.size} bytes, got ${written}`,
			);
		yield cpioPadding(node.size);
	}
	yield cpioTrailer();
}

function cpioEntry(path: string, node: GuestNode): CpioEntry {
	if (node.type !== 'file') return {path, ...node};
	return {type: 'file', path, mode: node.mode, size: node.size};
}

function withoutSource(node: GuestNode): object {
	return node.type === 'file' ? {...node, from: ''} : node;
}

/** Parents before children: the kernel makes no directories by itself. */
function sorted(tree: GuestTree): GuestTree {
	return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function isReadable(path: string): Promise<boolean> {
	return access(path, constants.R_OK).then(
		() => true,
		() => false,
	);
}
