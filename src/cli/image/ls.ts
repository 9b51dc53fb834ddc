import type {Command} from 'commander';
import {formatEntry} from '../../image/format-entry.ts';
import {type ListingEntry, listImage} from '../../image/listing.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {readImageFile} from './input.ts';
import {writeLines} from './output.ts';

/** `cfsbench image ls`. */
export function addList(image: Command): void {
	const command = image
		.command('ls')
		.description('List every entry of an image: type and mode, links, owner, size or device, mtime, path.')
		.argument('<image>', 'the image')
		.optionsGroup('Form')
		.option('--json', 'all that is stored, one JSON object a line')
		.action(list);
	withManual(command, {
		about: [
			'Bytes that are not printable ASCII show as \\xNN, a backslash as \\\\. A broken image is listed up to where it is broken.',
		],
		exitCodes: {0: 'all of it was listed', 1: 'the image is broken', ...usualExitCodes},
		examples: [
			{does: 'as "ls -l" would', line: 'cfsbench image ls rootfs.cfs'},
			{
				does: 'the objects that it needs',
				line: `cfsbench image ls --json rootfs.cfs | jq -r 'select(.type == "reg") | .backing'`,
			},
		],
	});
}

async function list(path: string, {json}: {readonly json?: boolean}): Promise<void> {
	await writeLines(lines(readImageFile(path), json ? JSON.stringify : formatEntry));
}

function* lines(image: Buffer, format: (entry: ListingEntry) => string): Generator<string> {
	for (const entry of listImage(image)) yield `${format(entry)}\n`;
}
