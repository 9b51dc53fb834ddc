import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import {delimiter, isAbsolute, join} from 'node:path';
import {InfraError} from '../errors.ts';

/** A program's path as a shell would find it, and also in the folders of root's PATH, where mkfs lies. */
export async function findProgram(name: string): Promise<string | undefined> {
	const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
	const candidates = isAbsolute(name)
		? [name]
		: folders.filter(isAbsolute).map((folder) => join(folder, name));
	for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
	return undefined;
}

export async function needProgram(name: string): Promise<string> {
	const path = await findProgram(name);
	if (path !== undefined) return path;
	throw new InfraError(`The program ${name} is needed, and is not on this system`, {
		remedy: 'Run `npm run doctor` to see which package brings it.',
	});
}

async function isExecutable(path: string): Promise<boolean> {
	const found = await stat(path).catch(() => undefined);
	if (!found?.isFile()) return false;
	return access(path, constants.X_OK).then(
		() => true,
		() => false,
	);
}
