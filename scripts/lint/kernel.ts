import {cp, mkdir, rename, rm, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {execa} from 'execa';
import {resolveKernel} from '../../src/vm/kernel/index.ts';

const sourcePackage = 'linux-source-6.12';
const cacheOf = (root: string): string => process.env.CFSBENCH_CACHE || join(root, '.cache');

/** The headers that the default run builds against. */
export async function defaultKernelHeaders(root: string): Promise<string> {
	const kernel = await resolveKernel(undefined, {cache: cacheOf(root), progress: () => {}});
	return kernel.headers;
}

/** A copy of a module's sources, so that no object file lands beside them; returns its absolute path. */
export async function copyForKbuild(root: string, directory: string): Promise<string> {
	const copy = join(cacheOf(root), 'lint', directory);
	await rm(copy, {recursive: true, force: true});
	await mkdir(dirname(copy), {recursive: true});
	await cp(join(root, directory), copy, {recursive: true});
	return copy;
}

/** checkpatch.pl with its word lists, out of the distribution's kernel source; fetched once. */
export async function checkpatchDirectory(root: string): Promise<string> {
	const directory = join(cacheOf(root), 'lint', sourcePackage);
	const scripts = join(directory, 'scripts');
	if (await stat(scripts).catch(() => undefined)) return scripts;

	const partial = `${directory}.${process.pid}`;
	try {
		await mkdir(partial, {recursive: true});
		await execa('apt-get', ['download', '-q', sourcePackage], {cwd: partial});
		const unpack = [
			'dpkg-deb --fsys-tarfile linux-source-*.deb',
			'tar -xO --wildcards "./usr/src/linux-source-*.tar.xz"',
			'tar -xJ --strip-components=1 --wildcards "*/scripts/checkpatch.pl" "*/scripts/spelling.txt" "*/scripts/const_structs.checkpatch"',
		].join(' | ');
		await execa('bash', ['-o', 'pipefail', '-ec', `${unpack}; rm -- *.deb`], {cwd: partial});
		await rename(partial, directory);
	} finally {
		await rm(partial, {recursive: true, force: true});
	}
	return scripts;
}
