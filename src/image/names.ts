import {aclKeys, isValidAcl} from './acl.ts';
import {latin1} from './bytes.ts';
import {limits} from './layout.ts';
import type {ReaderRule} from './rules.ts';

/** What is wrong with a string of bytes, for reader and writer alike; undefined is nothing. */
export type Fault = ReaderRule | undefined;

const slash = 0x2f;
const nul = 0;

export function nameFault(name: Buffer): Fault {
	if (name.length < 1 || name.length > limits.name) return 'name-length';
	if (name.includes(slash)) return 'name-slash';
	if (name.includes(nul)) return 'name-nul';
	if (name[0] === 0x2e && (name.length === 1 || (name.length === 2 && name[1] === 0x2e))) return 'name-dot';
	return undefined;
}

export function targetFault(target: Buffer): Fault {
	if (target.length < 1 || target.length > limits.target) return 'target-length';
	if (target.includes(nul)) return 'target-nul';
	return undefined;
}

const dotdot = /(?:^|\/)\.\.(?:\/|$)/;

export function backingFault(path: Buffer): Fault {
	if (path.length < 1 || path.length > limits.path) return 'path-length';
	if (path[0] === slash) return 'path-absolute';
	if (path.includes(nul)) return 'path-nul';
	if (path.includes('..') && dotdot.test(latin1(path))) return 'path-dotdot';
	return undefined;
}

function keyFault(key: Buffer): Fault {
	if (key.length < 1 || key.length > limits.key) return 'key-length';
	if (key.includes(nul)) return 'key-nul';
	return undefined;
}

export function xattrFault(key: Buffer, value: Buffer): Fault {
	const fault = keyFault(key);
	if (fault !== undefined) return fault;
	if (aclKeys.has(latin1(key)) && !isValidAcl(value)) return 'acl';
	return undefined;
}
