import type {Command} from 'commander';
import {UsageError} from '../../errors.ts';
import {escapeBytes, unescapeBytes} from '../../image/bytes.ts';
import {formatEntry, formatTimestamp} from '../../image/format-entry.ts';
import type {InodeType} from '../../image/layout.ts';
import {type ListingEntry, listEntry} from '../../image/listing.ts';
import {ImageReader} from '../../image/reader.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {entryPath, readImageFile} from './input.ts';
import {writeLines} from './output.ts';

const typeNames: Readonly<Record<InodeType, string>> = {
	dir: 'directory',
	reg: 'regular file',
	lnk: 'symbolic link',
	chr: 'character device',
	blk: 'block device',
	fifo: 'fifo',
	sock: 'socket',
};

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
			'Paths may be escaped as the listing shows them: \\xNN for a byte, \\\\ for a backslash. Inode numbers, and the size of a link, are those that a mount shows; atime is mtime.',
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

/** Rows in the manner of stat(1), then what only images have. */
function describe(entry: ListingEntry): string {
	const {type, size, rdev, target} = entry;
	const shownSize = target === undefined ? size : Buffer.byteLength(unescapeBytes(target));
	const rows: readonly (readonly [string, string | undefined])[] = [
		['file', entry.path + (target === undefined ? '' : ` -> ${target}`)],
		['size', `${shownSize}, ${(BigInt(shownSize) + 511n) / 512n} blocks of 512 bytes, ${typeNames[type]}`],
		['device', type === 'chr' || type === 'blk' ? rdev.join(':') : undefined],
		['inode', `${entry.ino + 1}, ${entry.nlink} links`],
		['mode', `${entry.mode}/${formatEntry(entry).slice(0, 10)}`],
		['owner', `${entry.uid}:${entry.gid}`],
		['mtime', formatTimestamp(entry.mtime)],
		['ctime', formatTimestamp(entry.ctime)],
		['backing file', entry.backing],
		['digest', entry.digest],
		...Object.entries(entry.xattrs).map(
			([key, value]) => [`xattr ${key}`, `'${escapeBytes(Buffer.from(value, 'base64'))}'`] as const,
		),
	];
	const shown = rows.filter(([, value]) => value !== undefined);
	return shown
		.map(([name, value]) => `${name.padStart(12)}: ${value}\n`)
		.join('')
		.concat('\n');
}
