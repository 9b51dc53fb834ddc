import type {Command} from 'commander';
import {encodeDump} from '../../image/dump.ts';
import {readImage} from '../../image/read.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {readImageFile} from './input.ts';
import {writeLines} from './output.ts';

/** `cfsbench image dump`. */
export function addDump(image: Command): void {
	const command = image
		.command('dump')
		.description('Write an image as text, in the format of composefs-dump(5).')
		.argument('<image>', 'the image')
		.action(async (path: string) => writeLines(encodeDump(readImage(readImageFile(path)))));
	withManual(command, {
		about: [
			'The text has no place for ctimes, and says 0 for the size of a directory. "image create --from-file" makes an image of it again, whose ctimes are the mtimes.',
		],
		exitCodes: {0: 'all of it was written', 1: 'the image is broken', ...usualExitCodes},
		examples: [
			{does: 'as text', line: 'cfsbench image dump rootfs.cfs > rootfs.dump'},
			{
				does: 'changed with an editor, and an image again',
				line: 'cfsbench image create --from-file rootfs.dump rootfs.cfs',
			},
		],
		seeAlso: 'docs/images.md',
	});
}
