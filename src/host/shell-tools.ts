import {existsSync} from 'node:fs';
import {realpath} from 'node:fs/promises';
import {join} from 'node:path';
import {shellRoot} from '../result/protocol.ts';
import {sharedLibraries} from '../vm/closure.ts';
import {guestPath} from '../vm/initramfs.ts';
import {findProgram} from '../vm/program.ts';
import type {PayloadSource} from './payload-disk.ts';

/** Without this one no shell gets a terminal; util-linux has it. */
const needed = ['setsid'];

/** What a person uses to look around. Those that the host has not are left out. */
const wished = [
	...[
		'bash',
		'ls',
		'cat',
		'stat',
		'getfattr',
		'dmesg',
		'mount',
		'umount',
		'findmnt',
		'mkdir',
		'rm',
		'cp',
		'mv',
		'ln',
	],
	...[
		'echo',
		'touch',
		'chmod',
		'chown',
		'dd',
		'df',
		'du',
		'env',
		'id',
		'readlink',
		'seq',
		'sleep',
		'sync',
		'tty',
		'stty',
	],
	...[
		'uname',
		'wc',
		'head',
		'tail',
		'sort',
		'uniq',
		'tr',
		'cut',
		'tee',
		'true',
		'false',
		'kill',
		'sha256sum',
		'cmp',
		'diff',
	],
	...[
		'hexdump',
		'od',
		'grep',
		'sed',
		'awk',
		'find',
		'xargs',
		'less',
		'ps',
		'lsmod',
		'modinfo',
		'rmmod',
		'insmod',
		'strace',
	],
	...['fsverity', 'getfacl'],
];

/** Programs of the host with their libraries, and what its terminal is, at their places in the guest. */
export async function shellTools(term: string): Promise<readonly PayloadSource[]> {
	const found = (await Promise.all([...needed, ...wished].map(findProgram))).filter(
		(path) => path !== undefined,
	);
	const programs = await Promise.all(found.map(async (path) => ({path, real: await realpath(path)})));
	const {libraries, needsCache} = await sharedLibraries([...new Set(programs.map(({real}) => real))]);

	const files = new Map<string, string>();
	for (const {path, real} of programs) files.set(guestPath(path), real);
	for (const library of [...libraries, ...(needsCache ? ['/etc/ld.so.cache'] : []), ...terminfo(term)])
		files.set(guestPath(library), library);
	return [...files].map(([guest, file]) => ({path: `${shellRoot}${guest}`, content: {file}}));
}

/** See terminfo(5): by the name's first letter. */
function terminfo(term: string): readonly string[] {
	if (!/^[\w.+-]+$/.test(term)) return [];
	return ['/etc/terminfo', '/lib/terminfo', '/usr/share/terminfo']
		.map((folder) => join(folder, term.charAt(0), term))
		.filter((path) => existsSync(path))
		.slice(0, 1);
}
