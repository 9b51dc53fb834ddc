import {UsageError} from '../../errors.ts';
import {escapeBytes, latin1, splitPathBytes} from '../../image/bytes.ts';
import {type Directory, type Dirent, directory, type Inode} from '../../image/tree.ts';

/** The same as the kernel's, for links of links. */
const mostLinks = 40;

/**
 * A tree that layers are put onto, one after the other, by the rules of the OCI image specification: an entry replaces what
 * has its name, a directory keeps what is below it, a whiteout hides what *lower* layers have, wherever it stands in its own.
 * Symbolic links on the way to an entry are followed within the tree. Directories that no layer has are 0755, root's, of 1970.
 */
export class LayeredTree {
	readonly root: Directory = directory();
	/** The layer that named a dirent last. */
	readonly #layers = new WeakMap<Dirent, number>();
	/** The dirents of a directory by name. */
	readonly #names = new WeakMap<Directory, Map<string, Dirent>>();
	#layer = 0;

	/** What comes next is another layer. */
	nextLayer(): void {
		this.#layer++;
	}

	/** Puts an inode at a path; a directory over a directory keeps the names below. Throws a UsageError. */
	add(path: Buffer, inode: Inode): void {
		const names = namesOf(path);
		const name = names.pop();
		if (name === undefined) {
			if (inode.type !== 'dir') throw new UsageError(`Expected a directory as root, got a ${inode.type}`);
			takeAttributes(this.root, inode);
			return;
		}
		const parent = this.#walk(path, names);
		const known = this.#namesIn(parent).get(latin1(name));
		if (known?.inode.type === 'dir' && inode.type === 'dir') {
			takeAttributes(known.inode, inode);
			this.#layers.set(known, this.#layer);
			return;
		}
		this.#remove(parent, name);
		this.#put(parent, name, inode);
	}

	/** What a hard link in an archive names. Throws a UsageError. */
	linked(path: Buffer, target: Buffer): Inode {
		const names = namesOf(target);
		const name = names.pop();
		const parent = this.#find(names);
		const found = name === undefined ? undefined : parent && this.#namesIn(parent).get(latin1(name))?.inode;
		if (found === undefined || found.type === 'dir')
			throw new UsageError(
				`The hard link '${escapeBytes(path)}': expected an entry before it that is no directory, got '${escapeBytes(target)}'`,
			);
		return found;
	}

	/** Hides a name of the layers below. */
	whiteout(path: Buffer): void {
		const names = namesOf(path);
		const name = names.pop();
		const parent = name && this.#find(names);
		const known = parent && this.#namesIn(parent).get(latin1(name));
		if (parent === undefined || known === undefined) return;
		if (this.#isLower(known)) this.#remove(parent, known.name);
		else if (known.inode.type === 'dir') this.#hideLower(known.inode);
	}

	/** Hides all that the layers below have in a directory. */
	opaque(path: Buffer): void {
		const found = this.#find(namesOf(path));
		if (found !== undefined) this.#hideLower(found);
	}

	#isLower(dirent: Dirent): boolean {
		return this.#layers.get(dirent) !== this.#layer;
	}

	#hideLower(parent: Directory): void {
		for (const dirent of [...parent.entries]) {
			if (this.#isLower(dirent)) this.#remove(parent, dirent.name);
			else if (dirent.inode.type === 'dir') this.#hideLower(dirent.inode);
		}
	}

	#namesIn(parent: Directory): Map<string, Dirent> {
		const known = this.#names.get(parent);
		if (known !== undefined) return known;
		const names = new Map(parent.entries.map((dirent) => [latin1(dirent.name), dirent]));
		this.#names.set(parent, names);
		return names;
	}

	#put(parent: Directory, name: Buffer, inode: Inode): Dirent {
		const dirent = {name: Buffer.from(name), inode};
		parent.entries.push(dirent);
		this.#namesIn(parent).set(latin1(name), dirent);
		this.#layers.set(dirent, this.#layer);
		return dirent;
	}

	#remove(parent: Directory, name: Buffer): void {
		const names = this.#namesIn(parent);
		const known = names.get(latin1(name));
		if (known === undefined) return;
		names.delete(latin1(name));
		parent.entries.splice(parent.entries.indexOf(known), 1);
	}

	/** The directory at a path, made where there is none. All on the way to it then belong to this layer. */
	#walk(path: Buffer, names: readonly Buffer[]): Directory {
		const found = this.#resolve(names, (parent, name, known) => {
			if (known?.inode.type === 'dir') this.#layers.set(known, this.#layer);
			return known ?? this.#put(parent, name, directory());
		});
		if (typeof found !== 'string') return found;
		throw new UsageError(
			`The entry '${escapeBytes(path)}': expected directories on the way to it, got ${found}`,
		);
	}

	#find(names: readonly Buffer[]): Directory | undefined {
		const found = this.#resolve(names, (_parent, _name, known) => known);
		return typeof found === 'string' ? undefined : found;
	}

	/** Words say what is in the way. `step` gets the dirent that is there, and gives the one to go on with. */
	#resolve(
		names: readonly Buffer[],
		step: (parent: Directory, name: Buffer, known: Dirent | undefined) => Dirent | undefined,
	): Directory | string {
		const way: Directory[] = [this.root];
		const waiting = [...names];
		let links = 0;
		for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
			const parent = way.at(-1) ?? this.root;
			if (name.equals(dot)) continue;
			if (name.equals(dotdot)) {
				if (way.length > 1) way.pop();
				continue;
			}
			const inode = step(parent, name, this.#namesIn(parent).get(latin1(name)))?.inode;
			if (inode === undefined) return 'nothing';
			if (inode.type === 'dir') {
				way.push(inode);
				continue;
			}
			if (inode.type !== 'lnk') return `'${escapeBytes(name)}' of type ${inode.type}`;
			if (++links > mostLinks) return `more than ${mostLinks} symbolic links`;
			if (inode.target[0] === 0x2f) way.length = 1;
			waiting.unshift(...splitPathBytes(inode.target));
		}
		return way.at(-1) ?? this.root;
	}
}

const dot = Buffer.from('.');
const dotdot = Buffer.from('..');

/** Without "." and leading slashes, as tar programs take them. Throws a UsageError for what leads out of the tree. */
function namesOf(path: Buffer): Buffer[] {
	const names = splitPathBytes(path).filter((name) => !name.equals(dot));
	if (names.some((name) => name.equals(dotdot)))
		throw new UsageError(`The entry '${escapeBytes(path)}': expected a path without '..', got one with it`);
	return names;
}

function takeAttributes(to: Directory, from: Directory): void {
	const {permissions, uid, gid, mtime, ctime, xattrs} = from;
	Object.assign(to, {permissions, uid, gid, mtime, ctime, xattrs});
}
