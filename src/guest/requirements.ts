import {existsSync, readFileSync} from 'node:fs';
import {release} from 'node:os';
import {join} from 'node:path';
import {parseRequirement, type Requirement} from '../result/requirement.ts';
import {diskPath, filesystemOn} from './disks.ts';
import {hasModule, loadKernelModule} from './modules.ts';

/** Why the guest can't run a case, or undefined when it has all the case asks for. */
export function missingRequirement(requires: readonly string[]): string | undefined {
	for (const text of requires) {
		const missing = whatIsMissing(parseRequirement(text));
		if (missing !== undefined) return missing;
	}
	return undefined;
}

function whatIsMissing(requirement: Requirement): string | undefined {
	switch (requirement.kind) {
		case 'fsverity':
			// The scratch disk is ext4, which some kernels have as a module.
			load('ext4');
			return existsSync('/sys/fs/ext4/features/verity') ? undefined : 'the kernel has no fs-verity for ext4';
		case 'module':
			return load(requirement.name) ? undefined : `the kernel has no module ${requirement.name}`;
		case 'filesystem':
			load(requirement.name);
			return knowsFilesystem(requirement.name)
				? undefined
				: `the kernel has no filesystem ${requirement.name}`;
		case 'second': {
			const disk = diskPath('second');
			const found = disk === undefined ? undefined : filesystemOn(disk);
			return found === requirement.name
				? undefined
				: `the second disk is ${found ?? 'empty'}, not ${requirement.name}`;
		}
		case 'tool': {
			const path = (process.env.PATH ?? '').split(':');
			return path.some((directory) => existsSync(join(directory, requirement.name)))
				? undefined
				: `the guest has no program ${requirement.name}`;
		}
		case 'path':
			return existsSync(requirement.name) ? undefined : `the guest has no ${requirement.name}`;
		case 'kernel': {
			const [major = 0, minor = 0] = release().split('.').map(Number);
			const {major: wantedMajor, minor: wantedMinor} = requirement;
			const enough = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
			return enough ? undefined : `the kernel is ${release()}, older than ${wantedMajor}.${wantedMinor}`;
		}
	}
}

function load(name: string): boolean {
	if (!hasModule(name)) return false;
	loadKernelModule(name);
	return true;
}

function knowsFilesystem(type: string): boolean {
	return readFileSync('/proc/filesystems', 'utf8')
		.split('\n')
		.some((line) => line.replace(/^nodev/, '').trim() === type);
}
