import {Mount} from '../../../src/mount/mount.ts';
import {constants as c, type Descriptor, loadNative, type Text} from '../../../src/native.ts';

/** A filesystem context of fsopen(2), told one thing at a time; closed at the end of a `using` block. */
export class FilesystemContext implements Disposable {
	readonly fd: Descriptor;
	#open = true;

	constructor(type = 'composefs') {
		this.fd = loadNative().fsopen(type, c.FSOPEN_CLOEXEC);
	}

	setFlag(key: string): void {
		loadNative().fsconfig(this.fd, c.FSCONFIG_SET_FLAG, key, null, 0);
	}

	setString(key: string, value: Text): void {
		loadNative().fsconfig(this.fd, c.FSCONFIG_SET_STRING, key, value, 0);
	}

	/** FSCONFIG_SET_FD: an open file. */
	setFile(key: string, file: Descriptor): void {
		loadNative().fsconfig(this.fd, c.FSCONFIG_SET_FD, key, null, file);
	}

	/** FSCONFIG_SET_PATH: a path, from a directory if it is relative. */
	setPath(key: string, path: Text, directory: Descriptor = c.AT_FDCWD): void {
		loadNative().fsconfig(this.fd, c.FSCONFIG_SET_PATH, key, path, directory);
	}

	/** FSCONFIG_SET_PATH_EMPTY: what a descriptor stands for, which may be of O_PATH. */
	setLocation(key: string, location: Descriptor): void {
		loadNative().fsconfig(this.fd, c.FSCONFIG_SET_PATH_EMPTY, key, '', location);
	}

	create(): void {
		loadNative().fsconfig(this.fd, c.FSCONFIG_CMD_CREATE, null, null, 0);
	}

	/** After `create`: a mount that is attached nowhere. The caller closes it. */
	mount(attributes = 0): Descriptor {
		return loadNative().fsmount(this.fd, c.FSMOUNT_CLOEXEC, attributes);
	}

	/** After `create`: mounts on a directory. */
	attach(target: string): Mount {
		const mount = this.mount();
		try {
			loadNative().move_mount(mount, '', c.AT_FDCWD, target, c.MOVE_MOUNT_F_EMPTY_PATH);
		} finally {
			loadNative().close(mount);
		}
		return new Mount(target);
	}

	close(): void {
		if (this.#open) loadNative().close(this.fd);
		this.#open = false;
	}

	[Symbol.dispose](): void {
		this.close();
	}
}
