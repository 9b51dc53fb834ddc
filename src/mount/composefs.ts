import type {Descriptor} from '../native.ts';
import {type Mount, type MountRequest, mountFilesystem, type Parameter} from './mount.ts';

export interface ComposefsOptions extends Pick<MountRequest, 'target' | 'attributes' | 'idmap'> {
	/** The image: a path, or an open descriptor of it. */
	readonly source: string | Descriptor;
	/** Where the backing files are, the first that has a path wins; default none. */
	readonly basedirs?: readonly (string | Descriptor)[];
	/** The image's own fs-verity digest, 64 hexadecimal digits. */
	readonly digest?: string;
	/** Whether backing files are checked: 0 not, 1 where the image records a digest, 2 all; default the kernel's. */
	readonly verityCheck?: 0 | 1 | 2;
	/** Whether POSIX ACLs are enforced; default the kernel's. */
	readonly acl?: boolean;
	/** Set after all others: for what this type doesn't say, or for what the kernel should refuse. */
	readonly parameters?: readonly Parameter[];
}

/**
 * Mounts an image with the driver. Throws the SyscallError of the call that failed, which has the driver's own words as
 * `kernelLog`. A path longer than the 255 bytes of one fsconfig(2) string is the caller's to open and give as a descriptor.
 */
export function mountComposefs(options: ComposefsOptions): Mount {
	const {target, attributes, idmap} = options;
	return mountFilesystem({
		type: 'composefs',
		parameters: composefsParameters(options),
		target,
		...(attributes === undefined ? {} : {attributes}),
		...(idmap === undefined ? {} : {idmap}),
	});
}

/** The parameters of `docs/mount.md` that these options mean. */
export function composefsParameters(options: Omit<ComposefsOptions, 'target'>): Parameter[] {
	const {source, basedirs = [], digest, verityCheck, acl, parameters = []} = options;
	const result: Parameter[] = [['source', source]];
	for (const basedir of basedirs)
		result.push(['basedir', typeof basedir === 'string' ? escapeBasedir(basedir) : basedir]);
	if (digest !== undefined) result.push(['digest', digest]);
	if (verityCheck !== undefined) result.push(['verity_check', String(verityCheck)]);
	if (acl !== undefined) result.push([acl ? 'acl' : 'noacl', true]);
	return [...result, ...parameters];
}

/** `:` separates base directories, `\` escapes it and itself. */
export function escapeBasedir(path: string): string {
	return path.replace(/[\\:]/g, '\\$&');
}
