import {closeSync, writeSync} from 'node:fs';
import type {CaseContext} from '#case';
import {constants as c, type Descriptor, type FileHandle, loadNative} from '../../../src/native.ts';
import {readAvailable} from './_inotify.ts';

/** Of struct fanotify_event_metadata, of fanotify_event_info_header and fsid, of file_handle. */
const [metadataSize, infoHeadSize, handleHeadSize] = [24, 12, 8];

/** What a record of a group with FAN_REPORT_FID says of an inode. */
export interface Reported {
	/** FAN_EVENT_INFO_TYPE_* */
	readonly type: number;
	readonly fsid: bigint;
	readonly handle: FileHandle;
	/** Of an entry in a directory. */
	readonly name?: string;
}

export interface FanotifyEvent {
	readonly mask: bigint;
	/** In groups without FAN_REPORT_FID: the file, opened for the reader of the event; else -1. */
	readonly fd: Descriptor;
	readonly reported: readonly Reported[];
}

/** A group of fanotify(7) until the end of the case: it never waits. */
export class Fanotify {
	readonly fd: Descriptor;

	constructor(t: CaseContext, flags: number) {
		this.fd = loadNative().fanotify_init(flags | c.FAN_CLOEXEC | c.FAN_NONBLOCK, c.O_RDONLY | c.O_CLOEXEC);
		t.cleanUp('a fanotify', () => closeSync(this.fd));
	}

	mark(path: string, mask: number, flags: number = c.FAN_MARK_INODE): void {
		loadNative().fanotify_mark(this.fd, c.FAN_MARK_ADD | flags, BigInt(mask), c.AT_FDCWD, path);
	}

	/** Lets the task go on that an event of permission holds up, with FAN_ALLOW or FAN_DENY; closes the event's file. */
	answer(fd: Descriptor, decision: number): void {
		const response = Buffer.alloc(8);
		response.writeInt32LE(fd, 0);
		response.writeUInt32LE(decision, 4);
		writeSync(this.fd, response);
		closeSync(fd);
	}

	/** What has happened since it was last asked. The caller closes the descriptors. */
	events(): FanotifyEvent[] {
		const events: FanotifyEvent[] = [];
		const bytes = readAvailable(this.fd);
		for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at)) {
			const record = bytes.subarray(at, at + bytes.readUInt32LE(at));
			events.push({
				mask: record.readBigUInt64LE(8),
				fd: record.readInt32LE(16),
				reported: infosOf(record.subarray(metadataSize)),
			});
		}
		return events;
	}
}

function infosOf(bytes: Buffer): Reported[] {
	const infos: Reported[] = [];
	for (let at = 0; at < bytes.length; at += bytes.readUInt16LE(at + 2)) {
		const info = bytes.subarray(at, at + bytes.readUInt16LE(at + 2));
		const type = info.readUInt8(0);
		const handleEnd = infoHeadSize + handleHeadSize + info.readUInt32LE(infoHeadSize);
		const handle = {
			type: info.readInt32LE(infoHeadSize + 4),
			handle: info.subarray(infoHeadSize + handleHeadSize, handleEnd),
		};
		const name = info.toString('utf8', handleEnd).replace(/\0.*/s, '');
		const named = type === c.FAN_EVENT_INFO_TYPE_DFID_NAME;
		infos.push({type, fsid: info.readBigUInt64LE(4), handle, ...(named && {name})});
	}
	return infos;
}
