import {type FileHandle, open, readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../../errors.ts';
import type {Kernel} from '../interfaces.ts';

/**
 * Checks that image, modules and headers are of one build, as far as names tell: the release in the image's own
 * header, the modules' folder, and what the headers were generated for. Throws an InfraError that names the odd one.
 */
export async function checkBelongTogether(kernel: Kernel): Promise<void> {
	const releases: [what: string, release: string][] = [
		[`image ${kernel.image}`, await readImageRelease(kernel.image)],
		[`modules ${kernel.modules}`, kernel.modules.slice(kernel.modules.lastIndexOf('/') + 1)],
		[`headers ${kernel.headers}`, await readHeadersRelease(kernel.headers)],
	];
	for (const [what, release] of releases) {
		if (release === kernel.release) continue;
		throw new InfraError(
			`Kernel ${kernel.name} does not fit together: expected release ${kernel.release}, got ${release} from ${what}`,
		);
	}
	if (!(await readdir(kernel.modules)).includes('kernel'))
		throw new InfraError(`Kernel ${kernel.name} has no modules in ${kernel.modules}`);
}

/** Where the x86 boot protocol keeps its magic, and the offset of the version string (less 0x200). */
const magicOffset = 0x202;
const versionOffset = 0x20e;

/** The release in a bzImage's `kernel_version` string (Documentation/arch/x86/boot.rst). */
export async function readImageRelease(path: string): Promise<string> {
	const file = await open(path);
	try {
		const header = await readExactly(file, 0, 0x210);
		if (header?.toString('latin1', magicOffset, magicOffset + 4) !== 'HdrS')
			throw new InfraError(`Expected a bzImage, the boot protocol's magic is absent: ${path}`);

		const text = await readExactly(file, header.readUInt16LE(versionOffset) + 0x200, 256);
		const release = /^[^\s\0]+/.exec(text?.toString('latin1') ?? '')?.[0];
		if (release === undefined) throw new InfraError(`Expected a bzImage, it has no version string: ${path}`);
		return release;
	} finally {
		await file.close();
	}
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
	const {bytesRead, buffer} = await file.read({buffer: Buffer.alloc(length), position});
	return bytesRead === length ? buffer : undefined;
}

async function readHeadersRelease(headers: string): Promise<string> {
	const generated = join(headers, 'include/generated/utsrelease.h');
	try {
		return (await readFile(join(headers, 'include/config/kernel.release'), 'utf8')).trim();
	} catch {
		const text = await readFile(generated, 'utf8').catch(() => '');
		const release = /^#define UTS_RELEASE "(.*)"$/m.exec(text)?.[1];
		if (release === undefined)
			throw new InfraError(`Expected configured kernel headers, ${generated} does not define UTS_RELEASE`);
		return release;
	}
}
