import type {Command} from 'commander';
import {fsverityDigestFile} from '../../store/digest-file.ts';
import {usualExitCodes, withManual} from '../help.ts';

/** `cfsbench image digest`. */
export function addDigest(image: Command): void {
	const command = image
		.command('digest')
		.alias('measure-file')
		.description("Print an image's fs-verity digest, the value of the mount option digest.")
		.argument('<image>', 'the image, or any other file')
		.action(async (path: string) => console.log((await fsverityDigestFile(path)).toString('hex')));
	withManual(command, {
		about: ['The same as "fsverity digest" prints. The file need not have fs-verity enabled.'],
		exitCodes: {0: 'it was printed', ...usualExitCodes},
		examples: [
			{
				does: 'mount an image that must be this one',
				line: 'mount -t composefs -o basedir=objects,digest=$(cfsbench image digest rootfs.cfs) rootfs.cfs /mnt',
			},
		],
		seeAlso: 'docs/mount.md',
	});
}
