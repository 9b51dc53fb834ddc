import {join} from 'node:path';
import {constants as c, type Descriptor, loadNative, type Text} from '../native.ts';

/** One parameter of a filesystem context: a flag (`true`), a text, or an open file. */
export type Parameter = readonly [key: string, value: true | Text | Descriptor];

export interface MountRequest {
	/** The filesystem, such as `overlay`. */
	readonly type: string;
	/** Set one after the other, in this order. */
	readonly parameters: readonly Parameter[];
	/** An existing directory to mount on. */
	readonly target: string;
	/** `MOUNT_ATTR_*`; default 0. */
	readonly attributes?: number;
	/** A user namespace whose ID mappings the mount shows: see `createUserNamespace`. */
	readonly idmap?: Descriptor;
}

export interface CloseOptions {
	/** Detach now and end when the last file is closed (`MNT_DETACH`), instead of EBUSY while in use. */
	readonly lazy?: boolean;
}

/** A file of a mount; closed by the mount at the latest. */
export class OpenFile implements Disposable {
	readonly path: string;
	#fd: Descriptor | undefined;

	constructor(fd: Descriptor, path: string) {
		this.#fd = fd;
		this.path = path;
	}

	/** Throws a TypeError once the file is closed, because by then the number may be another file's. */
	get fd(): Descriptor {
		if (this.#fd === undefined) throw new TypeError(`Expected ${this.path} to be open, got it closed`);
		return this.#fd;
	}

	/** Closing twice is nothing. */
	close(): void {
		const fd = this.#fd;
		this.#fd = undefined;
		if (fd !== undefined) loadNative().close(fd);
	}

	[Symbol.dispose](): void {
		this.close();
	}
}

/** A mounted filesystem, unmounted by `close()` or at the end of a `using` block. */
export class Mount implements Disposable, AsyncDisposable {
	readonly path: string;
	#mounted = true;
	readonly #files = new Set<OpenFile>();

	constructor(path: string) {
		this.path = path;
	}

	/** openat(2) of a path beneath the mount's root. Throws the SyscallError of the kernel. */
	open(path: string, flags: number = c.O_RDONLY): OpenFile {
		const whole = join(this.path, path);
		const file = new OpenFile(loadNative().openat(c.AT_FDCWD, whole, flags | c.O_CLOEXEC, 0), whole);
		this.#files.add(file);
		return file;
	}

	/**
	 * Closes the files that were opened here, and unmounts. Throws the SyscallError of umount2(2), such as EBUSY, and can then
	 * be called again; after it worked, calling it again is nothing. With `lazy` the open files stay open.
	 */
	close({lazy = false}: CloseOptions = {}): void {
		if (!this.#mounted) return;
		if (!lazy) for (const file of this.#files) file.close();

		loadNative().umount2(this.path, c.UMOUNT_NOFOLLOW | (lazy ? c.MNT_DETACH : 0));
		this.#mounted = false;
	}

	[Symbol.dispose](): void {
		this.close();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.close();
	}
}

/**
 * Mounts by fsopen(2), fsconfig(2), fsmount(2) and move_mount(2). Throws the SyscallError of the call that failed, which has
 * as `kernelLog` what the filesystem said; nothing stays mounted or open then.
 */
export function mountFilesystem(request: MountRequest): Mount {
	const native = loadNative();
	const context = native.fsopen(request.type, c.FSOPEN_CLOEXEC);
	try {
		for (const parameter of request.parameters) setParameter(context, parameter);
		native.fsconfig(context, c.FSCONFIG_CMD_CREATE, null, null, 0);
		const mount = native.fsmount(context, c.FSMOUNT_CLOEXEC, request.attributes ?? 0);
		try {
			if (request.idmap !== undefined) setIdmap(mount, request.idmap);
			native.move_mount(mount, '', c.AT_FDCWD, request.target, c.MOVE_MOUNT_F_EMPTY_PATH);
		} finally {
			native.close(mount);
		}
	} finally {
		native.close(context);
	}
	return new Mount(request.target);
}

function setParameter(context: Descriptor, [key, value]: Parameter): void {
	const native = loadNative();
	if (value === true) native.fsconfig(context, c.FSCONFIG_SET_FLAG, key, null, 0);
	else if (typeof value === 'number') native.fsconfig(context, c.FSCONFIG_SET_FD, key, null, value);
	else native.fsconfig(context, c.FSCONFIG_SET_STRING, key, value, 0);
}

function setIdmap(mount: Descriptor, userNamespace: Descriptor): void {
	const attributes = {set: c.MOUNT_ATTR_IDMAP, clear: 0, propagation: 0, userNamespace};
	loadNative().mount_setattr(mount, '', c.AT_EMPTY_PATH, attributes);
}
