import type {Command} from 'commander';
import {InfraError, UsageError} from '../../errors.ts';
import {escapeBytes} from '../../image/bytes.ts';
import {ImageReader} from '../../image/reader.ts';
import {readContent} from '../../store/content.ts';
import {findObject, openStores} from '../../store/find-object.ts';
import {FsverityHasher} from '../../store/fsverity.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {collect} from '../options.ts';
import {entryPath, readImageFile} from './input.ts';
import {openOutput} from './output.ts';

/** `cfsbench image cat`. */
export function addCat(image: Command): void {
	const command = image
		.command('cat')
		.description("Write a file's content to standard output, checked against its digest.")
		.argument('<image>', 'the image')
		.argument('<path>', 'where the file is in it, from its root; symbolic links are not followed')
		.optionsGroup('Store')
		.requiredOption(
			'--store <dir>',
			'where the content is; may be repeated, the first that has it wins',
			collect,
		)
		.action(cat);
	withManual(command, {
		about: [
			'The digest is known only when the last byte was read: where it differs everything has been written, and the exit code is 3.',
		],
		exitCodes: {0: 'it was written, and has the digest that the image records, if any', ...usualExitCodes},
		examples: [{does: 'one file', line: 'cfsbench image cat rootfs.cfs /etc/os-release --store objects'}],
	});
}

async function cat(image: string, text: string, {store}: {readonly store: readonly string[]}): Promise<void> {
	const stores = openStores(store);
	const reader = new ImageReader(readImageFile(image));
	const inode = reader.lookup(entryPath(text));
	if (inode === undefined) throw new UsageError(`Expected a path in '${image}', got '${text}'`);
	if (inode.type !== 'reg')
		throw new UsageError(`Expected a regular file in '${image}', got '${text}' of type ${inode.type}`);
	const backing = reader.backing(inode);
	if (backing === undefined) return;
	const digest = reader.digest(inode);
	const object = findObject(stores, {backing, size: inode.size, digest});
	if (object === undefined)
		throw new InfraError(`No store has '${escapeBytes(backing)}', the content of '${text}'`);

	const hasher = new FsverityHasher();
	const write = openOutput();
	for (const chunk of readContent(object)) {
		hasher.update(chunk);
		if (!(await write(chunk))) return;
	}
	const got = hasher.digest();
	if (digest !== undefined && !got.equals(digest))
		throw new InfraError(
			`The object '${escapeBytes(object.file)}' is damaged: expected digest ${digest.toString('hex')}, got ${got.toString('hex')}`,
		);
}
