import {lstat, readdir, readFile, readlink, rm, symlink, writeFile} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {InfraError} from '../../errors.ts';
import type {Kernel} from '../interfaces.ts';

/** A kernel's parts, as paths within the folder that its packages were unpacked into. */
export type KernelParts = Pick<Kernel, 'image' | 'modules' | 'headers' | 'config'>;

/** Finds the parts in an unpacked tree. Distributions differ: /lib or /usr/lib, the image in /boot or by its modules. */
export async function findParts(root: string, release: string): Promise<KernelParts> {
	const first = async (what: string, candidates: string[]): Promise<string> => {
		for (const candidate of candidates) if (await exists(join(root, candidate))) return candidate;
		throw new InfraError(
			`Expected the ${what} of kernel ${release} in its packages, none of ${candidates.join(', ')} is there`,
		);
	};
	const modules = await first('modules', [
		`lib/modules/${release}/kernel`,
		`usr/lib/modules/${release}/kernel`,
	]);
	const headers = await first('headers', [`usr/src/linux-headers-${release}`]);
	return {
		image: await first('image', [
			`boot/vmlinuz-${release}`,
			`lib/modules/${release}/vmlinuz`,
			`usr/lib/modules/${release}/vmlinuz`,
		]),
		modules: modules.slice(0, -'/kernel'.length),
		headers,
		config: await first('configuration', [
			`boot/config-${release}`,
			`usr/lib/modules/${release}/config`,
			`${headers}/.config`,
		]),
	};
}

/**
 * Makes an unpacked tree work where it lies, and after a rename: headers refer to their common part in /usr/src and (since
 * Linux 7) to themselves, and modules to their headers, by absolute path; all become relative.
 */
export async function relocate(root: string, parts: KernelParts): Promise<void> {
	for (const name of await readdir(join(root, 'usr/src'))) {
		const makefile = join(root, 'usr/src', name, 'Makefile');
		if (!(await lstat(makefile).catch(() => undefined))?.isFile()) continue;
		const text = await readFile(makefile, 'utf8');
		const moved = text
			.replace(/^include \/usr\/src\//gm, 'include ../')
			.replace(/^KBUILD_OUTPUT\s*:?=\s*\/usr\/src\/\S+$/gm, 'KBUILD_OUTPUT := $(CURDIR)');
		if (moved !== text) await writeFile(makefile, moved);
	}

	for (const name of ['build', 'source']) {
		const link = join(root, parts.modules, name);
		if (!(await readlink(link).catch(() => '')).startsWith('/')) continue;
		await rm(link);
		await symlink(relative(join(root, parts.modules), join(root, parts.headers)), link);
	}
	await rm(join(root, 'usr/share'), {recursive: true, force: true});
}

async function exists(path: string): Promise<boolean> {
	return lstat(path).then(
		() => true,
		() => false,
	);
}
