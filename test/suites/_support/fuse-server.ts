/** A file that a FUSE server shows: what it serves is one of its contents, all of one length. */
export interface FuseFile {
	readonly name: string;
	readonly contents: readonly Uint8Array[];
}

/** What a server is given; all of it passes between threads. */
export interface FuseService {
	/** Of /dev/fuse. */
	readonly fd: number;
	readonly files: readonly FuseFile[];
	/** FOPEN_DIRECT_IO: its files have no page cache. */
	readonly directIo: boolean;
	/** An Int32Array: which content is served, and how reads go, a value of `fuseReads`. */
	readonly control: SharedArrayBuffer;
}

/** How a server answers reads: as it should, with an error, or as if the file ended. */
export const fuseReads = {whole: 0, fail: 1, nothing: 2} as const;

/**
 * Serves a directory of files through /dev/fuse (linux/fuse.h, version 7.31) until it is unmounted. Runs in a thread of
 * its own, from its source text: it knows nothing of this module.
 */
export function serveFuse(fs: typeof import('node:fs'), service: FuseService): void {
	const {fd, files, directIo} = service;
	const control = new Int32Array(service.control);
	const [headIn, headOut, rootNode, contentsMax] = [40, 16, 1, 16];
	const lookup = 1;
	const forget = 2;
	const getattr = 3;
	const open = 14;
	const read = 15;
	const statfs = 17;
	const release = 18;
	const init = 26;
	const opendir = 27;
	const releasedir = 29;
	const batchForget = 42;
	const [ENOENT, EIO, ENOSYS] = [2, 5, 38];

	/** A node for each content, so that another content is another inode. */
	const nodeOf = (file: number, content: number) => rootNode + 1 + file * contentsMax + content;
	const contentOf = (node: number) =>
		files[Math.floor((node - rootNode - 1) / contentsMax)]?.contents[(node - rootNode - 1) % contentsMax] ??
		new Uint8Array();

	/** struct fuse_attr */
	const attributes = (node: number) => {
		const attr = Buffer.alloc(88);
		const size = node === rootNode ? 0 : contentOf(node).length;
		attr.writeBigUInt64LE(BigInt(node), 0);
		attr.writeBigUInt64LE(BigInt(size), 8);
		attr.writeBigUInt64LE(BigInt(Math.ceil(size / 512)), 16);
		attr.writeUInt32LE(node === rootNode ? 0o40755 : 0o100644, 60);
		attr.writeUInt32LE(1, 64);
		return attr;
	};
	const opened = () => {
		const out = Buffer.alloc(16);
		out.writeUInt32LE(directIo ? 1 : 0, 8);
		return out;
	};

	/** The answer's bytes, an errno, or undefined where none is awaited. */
	const answer = (opcode: number, node: number, body: Buffer): Buffer | number | undefined => {
		switch (opcode) {
			case init: {
				const out = Buffer.alloc(64);
				out.writeUInt32LE(7, 0);
				out.writeUInt32LE(31, 4);
				out.writeUInt32LE(65_536, 8);
				out.writeUInt32LE(4096, 20);
				return out;
			}
			case lookup: {
				const name = body.toString('utf8', 0, body.indexOf(0));
				const file = files.findIndex((one) => one.name === name);
				if (file < 0) return ENOENT;
				// Valid for no time: it is asked for again, and may be another then.
				const entry = Buffer.alloc(40);
				const found = nodeOf(file, Atomics.load(control, 0));
				entry.writeBigUInt64LE(BigInt(found), 0);
				return Buffer.concat([entry, attributes(found)]);
			}
			case getattr:
				return Buffer.concat([Buffer.alloc(16), attributes(node)]);
			case open:
			case opendir:
				return opened();
			case read: {
				const how = Atomics.load(control, 1);
				if (how === 1) return EIO;
				if (how === 2) return Buffer.alloc(0);
				const offset = Number(body.readBigUInt64LE(8));
				return Buffer.from(contentOf(node).subarray(offset, offset + body.readUInt32LE(16)));
			}
			case statfs:
				return Buffer.alloc(80);
			case release:
			case releasedir:
				return Buffer.alloc(0);
			case forget:
			case batchForget:
				return undefined;
			default:
				return ENOSYS;
		}
	};

	const request = Buffer.alloc(1 << 17);
	for (;;) {
		let length: number;
		try {
			length = fs.readSync(fd, request);
		} catch (error) {
			// ENODEV: unmounted. ENOENT: whoever asked has gone before we read it.
			if ((error as NodeJS.ErrnoException).code === 'ENODEV') return;
			continue;
		}
		const node = Number(request.readBigUInt64LE(16));
		const reply = answer(request.readUInt32LE(4), node, request.subarray(headIn, length));
		if (reply === undefined) continue;
		const body = typeof reply === 'number' ? Buffer.alloc(0) : reply;
		const head = Buffer.alloc(headOut);
		head.writeUInt32LE(headOut + body.length, 0);
		head.writeInt32LE(typeof reply === 'number' ? -reply : 0, 4);
		request.copy(head, 8, 8, 16);
		try {
			fs.writeSync(fd, Buffer.concat([head, body]));
		} catch {
			// Nobody waits for it any more.
		}
	}
}
