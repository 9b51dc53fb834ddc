import {once} from 'node:events';
import {closeSync, openSync} from 'node:fs';
import {Worker} from 'node:worker_threads';
import type {CaseContext} from '#case';
import {Mount} from '../../../src/mount/mount.ts';
import {loadNative} from '../../../src/native.ts';
import {type FuseService, fuseReads, serveFuse} from './fuse-server.ts';

export interface FuseOptions {
	/** What its files hold, by name. Several contents of one length are told apart by `Fuse.serve`. */
	readonly files: Readonly<Record<string, Uint8Array | readonly Uint8Array[]>>;
	/** Its files have no page cache. Default false. */
	readonly directIo?: boolean;
}

/** A mounted FUSE filesystem with a server of ours. */
export interface Fuse {
	readonly path: string;
	/** From the next lookup on, each file has its content of this index. */
	serve(content: number): void;
	/** From now on. */
	answerReads(how: keyof typeof fuseReads): void;
}

/** For a case's `requires`. */
export const fuse = 'filesystem:fuse';

/** Mounts a FUSE filesystem until the end of the case. Its server has a thread of its own, so calls may wait for it. */
export function mountFuse(t: CaseContext, {files, directIo = false}: FuseOptions): Fuse {
	const fd = openSync('/dev/fuse', 'r+');
	const control = new SharedArrayBuffer(8);
	const service: FuseService = {
		fd,
		directIo,
		control,
		files: Object.entries(files).map(([name, contents]) => ({
			name,
			contents: contents instanceof Uint8Array ? [contents] : contents,
		})),
	};
	const source = `(${serveFuse})(require('node:fs'), require('node:worker_threads').workerData)`;
	const path = t.tmp();
	const options = `fd=${fd},rootmode=40000,user_id=0,group_id=0,allow_other`;
	loadNative().mount('fuse', path, 'fuse', 0, options);
	const worker = new Worker(source, {eval: true, workerData: service});
	const ended = once(worker, 'exit');
	const mount = new Mount(path);
	t.cleanUp('the FUSE server', async () => {
		mount.close({lazy: true});
		await ended;
		closeSync(fd);
	});

	const words = new Int32Array(control);
	return {
		path,
		serve: (content) => Atomics.store(words, 0, content),
		answerReads: (how) => Atomics.store(words, 1, fuseReads[how]),
	};
}
