import type {Command} from 'commander';
import {fsverityDigestFile} from '../../store/digest-file.ts';
import {usualExitCodes, withManual} from '../help.ts';

/** `cfsbench image digest`. */
export function addDigest(image: Command): void {
	const command = image
		.command('digest')
		.alias('measure-file')
		.description("Print an image's fs-verity digest, the value of the mount option digest.")
		.argument('<image...>', 'the image, or any other files')
		.optionsGroup('Form')
		.option('--json', 'one JSON object a line')
		.action(digest);
	withManual(command, {
		about: [
			'The same as "fsverity digest" prints; a line for each file, in their order. A file need not have fs-verity enabled.',
		],
		exitCodes: {0: 'all were printed', ...usualExitCodes},
		examples: [
			{
				does: 'mount an image that must be this one',
				line: 'mount -t composefs -o basedir=objects,digest=$(cfsbench image digest rootfs.cfs) rootfs.cfs /mnt',
			},
		],
		seeAlso: 'docs/mount.md',
	});
}

async function digest(paths: readonly string[], {json}: {readonly json?: boolean}): Promise<void> {
	for (const file of paths) {
		const hex = (await fsverityDigestFile(file)).toString('hex');
		console.log(json ? JSON.stringify({file, digest: hex}) : hex);
	}
}
