import {escapeBytes, latin1} from './bytes.ts';
import {digestSize, limits, splitTime} from './layout.ts';
import {backingFault, targetFault, xattrFault} from './names.ts';
import {ruleText} from './rules.ts';
import type {Inode, Xattr} from './tree.ts';

/** What is wrong with an inode that someone wants written, as "rule, got value"; undefined is nothing. */
export function inodeFault(inode: Inode): string | undefined {
	return attributeFault(inode) ?? typeFault(inode) ?? xattrsFault(inode.xattrs);
}

function isUnsigned(value: number, maximum: number): boolean {
	return Number.isInteger(value) && value >= 0 && value <= maximum;
}

function attributeFault({permissions, uid, gid, mtime, ctime}: Inode): string | undefined {
	if (!isUnsigned(permissions, limits.permissions))
		return `permissions are twelve bits, got 0${permissions.toString(8)}`;
	for (const id of [uid, gid]) if (!isUnsigned(id, limits.id)) return `${ruleText('inode-owner')}, got ${id}`;
	for (const time of [mtime, ctime]) {
		const {sec} = splitTime(time);
		if (sec < -limits.seconds || sec >= limits.seconds)
			return `the seconds of a time have 64 bits, got ${sec}`;
	}
	return undefined;
}

function typeFault(inode: Inode): string | undefined {
	switch (inode.type) {
		case 'dir':
			return sizeFault(inode.size);
		case 'reg': {
			const {size, backing, digest} = inode;
			if ((size === 0n) !== (backing === undefined))
				return `${ruleText('path-presence')}, got size ${size} ${backing === undefined ? 'without' : 'with'} one`;
			const fault = backing === undefined ? undefined : backingFault(backing);
			if (fault !== undefined) return `${ruleText(fault)}, got ${backing?.length} bytes`;
			if (digest !== undefined && digest.length !== digestSize)
				return `${ruleText('digest-length')}, got ${digest.length}`;
			return sizeFault(size);
		}
		case 'lnk': {
			const fault = targetFault(inode.target);
			return fault === undefined ? undefined : `${ruleText(fault)}, got ${inode.target.length} bytes`;
		}
		case 'chr':
		case 'blk': {
			const {major, minor} = inode.device;
			if (isUnsigned(major, limits.major) && isUnsigned(minor, limits.minor)) return undefined;
			return `a device number is at most ${limits.major}:${limits.minor}, got ${major}:${minor}`;
		}
		case 'fifo':
		case 'sock':
			return undefined;
	}
}

function sizeFault(size: bigint): string | undefined {
	return size < 0n || size > limits.size ? `${ruleText('inode-size')}, got ${size}` : undefined;
}

function xattrsFault(xattrs: readonly Xattr[]): string | undefined {
	if (xattrs.length > limits.xattrs)
		return `an inode has at most ${limits.xattrs} xattrs, got ${xattrs.length}`;
	const keys = new Set<string>();
	for (const {key, value} of xattrs) {
		const name = latin1(key);
		const shown = escapeBytes(key);
		const fault = xattrFault(key, value);
		if (fault !== undefined) return `${ruleText(fault)}, got xattr '${shown}' of ${value.length} bytes`;
		if (value.length > limits.value)
			return `an xattr value is at most ${limits.value} bytes, got ${value.length} in '${shown}'`;
		if (keys.has(name)) return `an inode has each xattr once, got '${shown}' twice`;
		keys.add(name);
	}
	return undefined;
}
