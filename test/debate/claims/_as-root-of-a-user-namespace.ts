import {spawnSync} from 'node:child_process';
import type {MountArguments} from '../../../src/compare/guest/account.ts';
import {findAddon} from '../../../src/native.ts';

/** Who makes the namespace: nobody special, with nothing that the first user namespace grants. */
const user = {uid: 1000, gid: 1000};

/** Mounts one after the other, reads a file, and tells its content or the code of the error. */
const script = `
const {addon, mounts, file} = JSON.parse(process.argv[1]);
let said;
try {
	const native = require(addon);
	for (const given of mounts) native.mount(...given);
	said = {content: require('node:fs').readFileSync(file, 'latin1')};
} catch (error) {
	said = {code: error.code ?? String(error), syscall: error.syscall ?? ''};
}
console.log(JSON.stringify(said));
`;

type Said = {readonly content: string} | {readonly code: string; readonly syscall: string};

/** Mounts as root of a new user namespace and in a mount namespace of its own, and reads a file there. */
export function asRootOfUserNamespace(mounts: readonly MountArguments[], file: string): Said {
	const job = JSON.stringify({addon: findAddon(), mounts, file});
	const {stdout, stderr, status, error} = spawnSync(
		'unshare',
		['--user', '--map-root-user', '--mount', process.execPath, '--eval', script, job],
		{...user, cwd: '/', encoding: 'utf8'},
	);
	if (error !== undefined) throw error;
	if (status !== 0 || stdout === '') throw new Error(`Expected an answer, got status ${status}: ${stderr}`);
	return JSON.parse(stdout) as Said;
}
