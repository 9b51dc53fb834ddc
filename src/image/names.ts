import {aclKeys, isValidAcl} from './acl.ts';
import {latin1} from './bytes.ts';
import {limits} from './layout.ts';
import type {ReaderRule} from './rules.ts';

/** What is wrong with a string of bytes, for reader and writer alike; undefined is nothing. */
export type Fault = ReaderRule | undefined;

const slash = 0x2f;
const nul = 0;
const dot = 0x2e;

/** Rules of one kind of string, and whether the string breaks them. */
type ByteRules = readonly (readonly [ReaderRule, (bytes: Buffer) => boolean])[];

const dotdot = /(?:^|\/)\.\.(?:\/|$)/;

export const nameRules: ByteRules = [
	['name-length', (name) => name.length < 1 || name.length > limits.name],
	['name-slash', (name) => name.includes(slash)],
	['name-nul', (name) => name.includes(nul)],
	['name-dot', (name) => name[0] === dot && (name.length === 1 || (name.length === 2 && name[1] === dot))],
];

export const targetRules: ByteRules = [
	['target-length', (target) => target.length < 1 || target.length > limits.target],
	['target-nul', (target) => target.includes(nul)],
];

export const backingRules: ByteRules = [
	['path-length', (path) => path.length < 1 || path.length > limits.path],
	['path-absolute', (path) => path[0] === slash],
	['path-nul', (path) => path.includes(nul)],
	['path-dotdot', (path) => path.includes('..') && dotdot.test(latin1(path))],
];

const keyRules: ByteRules = [
	['key-length', (key) => key.length < 1 || key.length > limits.key],
	['key-nul', (key) => key.includes(nul)],
];

/** Every rule that a string breaks. */
export function* brokenRules(rules: ByteRules, bytes: Buffer): Generator<ReaderRule, undefined> {
	for (const [rule, breaks] of rules) if (breaks(bytes)) yield rule;
}

function firstBroken(rules: ByteRules, bytes: Buffer): Fault {
	for (const [rule, breaks] of rules) if (breaks(bytes)) return rule;
	return undefined;
}

export function nameFault(name: Buffer): Fault {
	return firstBroken(nameRules, name);
}

export function targetFault(target: Buffer): Fault {
	return firstBroken(targetRules, target);
}

export function backingFault(path: Buffer): Fault {
	return firstBroken(backingRules, path);
}

export function xattrFault(key: Buffer, value: Buffer): Fault {
	return firstBroken(keyRules, key) ?? (breaksAcl(key, value) ? 'acl' : undefined);
}

/** Every rule that an xattr breaks. */
export function* xattrFaults(key: Buffer, value: Buffer): Generator<ReaderRule, undefined> {
	yield* brokenRules(keyRules, key);
	if (breaksAcl(key, value)) yield 'acl';
}

function breaksAcl(key: Buffer, value: Buffer): boolean {
	return aclKeys.has(latin1(key)) && !isValidAcl(value);
}
