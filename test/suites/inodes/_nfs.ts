import {closeSync, mkdirSync, openSync, writeFileSync, writeSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import type {CaseContext} from '#case';
import type {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

const control = '/proc/fs/nfsd';

/** When what the caches are told expires. */
const never = 2 ** 31 - 1;

/** The shortest time of grace that the server takes. */
const shortestSeconds = 10;

/** linux/nfsd/export.h: READONLY, INSECURE_PORT, and FSID, which says that the number at the end names the export. */
const exportFlags = 0x0001 | 0x0002 | 0x2000;

/**
 * The kernel's NFS server, NFSv4 only, for this guest alone. It needs no other program: what mountd would be asked is
 * written to its caches beforehand.
 */
export class NfsServer {
	readonly #t: CaseContext;
	#served: Mount | undefined;

	constructor(t: CaseContext) {
		this.#t = t;
		loadNative().mount('nfsd', control, 'nfsd', 0, null);
		t.cleanUp('the control files of the NFS server', () => loadNative().umount2(control, 0));
		// Where it keeps who its clients are. Without it, it can't be told that nobody has anything to reclaim.
		mkdirSync('/var/lib/nfs/v4recovery', {recursive: true});
		// IFF_UP; the kernel then gives it its address.
		writeFileSync('/sys/class/net/lo/flags', '0x1');
		write('versions', '-3 +4');
		for (const time of ['nfsv4leasetime', 'nfsv4gracetime']) write(time, String(shortestSeconds));
		t.cleanUp('the NFS server', () => this.stop());
	}

	/** Serves a mount as the root of NFSv4, to whoever comes. */
	start(mount: Mount): void {
		this.#served = mount;
		write('portlist', 'tcp 2049');
		write('threads', '1');
		endGrace();
		tell('auth.unix.ip', `nfsd 127.0.0.1 ${never} *`);
		tell('nfsd.export', `* ${mount.path} ${never} ${exportFlags} 65534 65534 0`);
		tell('nfsd.fh', `* 1 \\x00000000 ${never} ${mount.path}`);
	}

	/** Ends the server, which forgets everything, and unmounts what it served. */
	async stop(): Promise<void> {
		const mount = this.#served;
		if (mount === undefined) return;
		this.#served = undefined;
		write('threads', '0');
		for (const cache of ['nfsd.fh', 'nfsd.export', 'auth.unix.ip'])
			writeFileSync(`/proc/net/rpc/${cache}/flush`, '1');
		// The caches let go of the mount a moment later.
		while (!unmounted(mount)) await sleep(10, undefined, {signal: this.#t.signal});
	}

	/** Mounts what is served, over the loopback interface; gives the directory. */
	connect(): string {
		const target = this.#t.tmp();
		const options = 'vers=4.2,proto=tcp,port=2049,sec=sys,addr=127.0.0.1,clientaddr=127.0.0.1';
		loadNative().mount('127.0.0.1:/', target, 'nfs4', c.MS_RDONLY, options);
		this.#t.cleanUp(`the NFS mount on ${target}`, () => loadNative().umount2(target, 0));
		return target;
	}
}

/**
 * Nobody has anything to reclaim. A kernel that can't write down its clients without a daemon says EBUSY, and opens wait
 * until the time is over.
 */
function endGrace(): void {
	try {
		write('v4_end_grace', 'Y');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
	}
}

function write(name: string, line: string): void {
	writeFileSync(`${control}/${name}`, `${line}\n`);
}

/** One answer, as exports(5) and nfsd(7) have it: the question, when it expires, the rest. */
function tell(cache: string, line: string): void {
	const fd = openSync(`/proc/net/rpc/${cache}/channel`, 'r+');
	try {
		writeSync(fd, `${line}\n`);
	} finally {
		closeSync(fd);
	}
}

function unmounted(mount: Mount): boolean {
	try {
		mount.close();
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
		throw error;
	}
}
