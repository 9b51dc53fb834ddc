import {createHash} from 'node:crypto';
import {readFile, realpath} from 'node:fs/promises';
import {join, posix} from 'node:path';
import {type Directory, directory, type Inode, regularFile, symlink} from '../image/tree.ts';
import {sharedLibraries} from '../vm/closure.ts';
import {guestPath, mergedDirectories} from '../vm/initramfs.ts';
import {needProgram} from '../vm/program.ts';
import {benchLayout} from './plan.ts';

/** What a tree gets to execute: a program of the host with its loader and its libraries. */
export interface BenchProgram {
	/** Their bytes, by path from the root of the program. */
	readonly files: ReadonlyMap<string, Buffer>;
	/** SHA-256 of all of it, as hexadecimal digits. */
	readonly sha256: string;
}

/** Reads a program, by the name that a shell knows it by. Throws an InfraError where this system lacks it or a library of it. */
export async function readProgram(name: string): Promise<BenchProgram> {
	const program = await needProgram(name);
	const {libraries, needsCache} = await sharedLibraries([program]);
	const sources = new Map<string, string>([[benchLayout.program.path, await realpath(program)]]);
	for (const path of [...libraries, ...(needsCache ? ['/etc/ld.so.cache'] : [])])
		sources.set(guestPath(path).slice(1), path);

	const files = new Map<string, Buffer>();
	const whole = createHash('sha256');
	for (const [path, source] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
		const content = await readFile(source);
		files.set(path, content);
		whole.update(`${path}\0${content.length}\0`).update(content);
	}
	return {files, sha256: whole.digest('hex')};
}

/** Puts a program into a tree as a root of its own. Gives the contents by their paths in the tree. */
export function addProgram(root: Directory, {files}: BenchProgram): ReadonlyMap<string, Buffer> {
	const contents = new Map<string, Buffer>();
	const top = directory(mergedDirectories.map((name) => [name, symlink(`usr/${name}`)] as const));
	for (const [path, content] of files) {
		const sha256 = createHash('sha256').update(content).digest('hex');
		const backing = `${sha256.slice(0, 2)}/${sha256.slice(2)}`;
		// Its fs-verity digest is recorded with those of all that has content.
		const file = regularFile({size: content.length, backing}, {permissions: 0o755});
		add(parentOf(top, path), posix.basename(path), file);
		contents.set(join(benchLayout.program.root, path), content);
	}
	add(root, benchLayout.program.root, top);
	return contents;
}

function parentOf(top: Directory, path: string): Directory {
	let at = top;
	for (const name of path.split('/').slice(0, -1)) {
		const found = at.entries.find((entry) => entry.name.toString() === name)?.inode;
		if (found?.type === 'dir') at = found;
		else {
			const made = directory();
			add(at, name, made);
			at = made;
		}
	}
	return at;
}

function add({entries}: Directory, name: string, inode: Inode): void {
	entries.push({name: Buffer.from(name), inode});
}
