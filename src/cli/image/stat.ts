import type {Command} from 'commander';
import {UsageError} from '../../errors.ts';
import {formatEntry} from '../../image/format-entry.ts';
import {type ListingEntry, listEntry} from '../../image/listing.ts';
import {ImageReader} from '../../image/reader.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {entryPath, readImageFile} from './input.ts';
import {writeLines} from './output.ts';

/** `cfsbench image stat`. */
export function addStat(image: Command): void {
	const command = image
		.command('stat')
		.description('Show all that an image stores of single entries.')
		.argument('<image>', 'the image')
		.argument('<path...>', 'where the entries are in it, from its root; symbolic links are not followed')
		.optionsGroup('Form')
		.option('--json', 'one JSON object a line, as ls --json gives it')
		.action(stat);
	withManual(command, {
		about: [
			'Paths may be escaped as the listing shows them: \\xNN for a byte, \\\\ for a backslash. Inode numbers are those that a mount shows.',
		],
		exitCodes: {0: 'all were shown', 1: 'the image is broken there', ...usualExitCodes},
		examples: [
			{does: 'one file', line: 'cfsbench image stat rootfs.cfs /usr/bin/env'},
			{does: 'its digest', line: 'cfsbench image stat --json rootfs.cfs /usr/bin/env | jq -r .digest'},
		],
		seeAlso: 'docs/format.md',
	});
}

async function stat(
	image: string,
	paths: readonly string[],
	{json}: {readonly json?: boolean},
): Promise<void> {
	const reader = new ImageReader(readImageFile(image));
	const entries = paths.map((text) => {
		const path = entryPath(text);
		const inode = reader.lookup(path);
		if (inode === undefined) throw new UsageError(`Expected a path in '${image}', got '${text}'`);
		return listEntry(reader, inode, path);
	});
	await writeLines(entries.map((entry) => (json ? `${JSON.stringify(entry)}\n` : describe(entry))));
}

function describe(entry: ListingEntry): string {
	const rows: readonly (readonly [string, string | undefined])[] = [
		['inode', String(entry.ino + 1)],
		['ctime', entry.ctime.join(' s + ').concat(' ns')],
		['backing file', entry.backing],
		['digest', entry.digest],
		...Object.entries(entry.xattrs).map(
			([key, value]) => [key, JSON.stringify(Buffer.from(value, 'base64').toString('latin1'))] as const,
		),
	];
	const shown = rows.filter(([, value]) => value !== undefined);
	return `${formatEntry(entry)}\n${shown.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`;
}
