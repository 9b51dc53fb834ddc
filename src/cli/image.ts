import {readFileSync} from 'node:fs';
import type {Command} from 'commander';
import {exitCode, InfraError, UsageError} from '../errors.ts';
import {checkImage} from '../image/check.ts';
import {formatEntry} from '../image/format-entry.ts';
import {listImage} from '../image/listing.ts';
import {describeFinding} from '../image/rules.ts';
import type {Progress} from '../result/progress.ts';
import {createImage} from '../store/create-image.ts';
import {fsverityDigestFile} from '../store/digest-file.ts';
import {usualExitCodes, withManual} from './help.ts';
import {wholeNumber} from './options.ts';

/** `cfsbench image`: make, list, check and name descriptors. */
export function addImageCommand(program: Command): void {
	const image = withManual(
		program.command('image').description('Make, list and check images (composefs descriptors).'),
		{
			about: [
				'An image holds all metadata of a tree; the content of its files lies in an object store, by digest. No root privileges are needed, and nothing is mounted.',
			],
			examples: [
				{
					does: 'a directory as an image and the store of its content',
					line: 'cfsbench image create /usr/share/zoneinfo zone.cfs --store objects',
				},
				{does: 'what is in it', line: 'cfsbench image ls zone.cfs'},
				{does: 'whether a kernel may trust it', line: 'cfsbench image check zone.cfs'},
				{does: 'what to mount it with: -o digest=', line: 'cfsbench image digest zone.cfs'},
			],
			seeAlso: 'docs/format.md, docs/mount.md',
		},
	);
	addCreate(image);
	addList(image);
	addCheck(image);
	addDigest(image);
}

function addCreate(image: Command): void {
	const command = image
		.command('create')
		.description('Pack a directory tree into an image and the object store that holds its content.')
		.argument('<tree>', 'the directory to pack; other filesystems mounted below it are not entered')
		.argument('<image>', 'the file to write; one that exists is replaced when the new one is complete')
		.optionsGroup('Store')
		.requiredOption('--store <dir>', 'where content goes, by digest; made if absent, may serve many images')
		.option('--verity', 'enable fs-verity on objects and image')
		.action(create);
	withManual(command, {
		about: [
			"Kept are names, types, modes, owners, mtime and ctime to the nanosecond, targets, device numbers, xattrs and hard links. Objects get mode 0600, so that content that others may not read doesn't leak. Neither image nor store may lie in the tree.",
			'When the command fails or is interrupted, no image is written; objects that are complete stay.',
		],
		exitCodes: {0: 'the image is complete', ...usualExitCodes},
		examples: [
			{
				does: 'an image, and its content',
				line: 'cfsbench image create rootfs rootfs.cfs --store /var/lib/objects',
			},
			{
				does: 'the same, ready to be mounted with verity_check=2',
				line: 'cfsbench image create rootfs rootfs.cfs --store /var/lib/objects --verity',
			},
		],
		seeAlso: 'docs/format.md',
	});
}

interface CreateFlags {
	readonly store: string;
	readonly verity?: boolean;
}

async function create(tree: string, image: string, {store, verity = false}: CreateFlags): Promise<void> {
	const controller = new AbortController();
	const interrupt = (): void => controller.abort(new InfraError(`Packing '${tree}' was interrupted`));
	process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
	try {
		const created = await createImage({
			tree,
			image,
			store,
			verity,
			signal: controller.signal,
			...(process.stderr.isTTY ? {progress: showProgress} : {}),
		});
		for (const xattr of created.unreadableXattrs)
			console.error(`cfsbench: left out, can't be read: xattr ${xattr}`);
		console.log(
			`${image}: ${created.entries} entries, ${created.imageBytes} bytes; ${created.contentBytes} bytes of content`,
		);
		console.log(`${store}: ${created.objectsAdded} new objects`);
		console.log(`digest: ${created.digest}`);
	} finally {
		process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
	}
}

function showProgress(progress: Progress): void {
	if (progress.type === 'step-advanced') process.stderr.write(`\r${progress.done} entries packed`);
	if (progress.type === 'step-finished') process.stderr.write('\r\u001b[K');
}

function addList(image: Command): void {
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

/** Lines that are written at once: fewer system calls, and memory that doesn't grow with the image. */
const batchSize = 1000;

async function list(path: string, {json}: {readonly json?: boolean}): Promise<void> {
	const write = openOutput();
	let batch: string[] = [];
	try {
		for (const entry of listImage(readImageFile(path))) {
			batch.push(`${json ? JSON.stringify(entry) : formatEntry(entry)}\n`);
			if (batch.length < batchSize) continue;
			if (!(await write(batch.join('')))) return;
			batch = [];
		}
	} finally {
		await write(batch.join(''));
	}
}

/** Writes to standard output. What it gives turns false when nobody reads any further, as `head` does. */
function openOutput(): (text: string) => Promise<boolean> {
	let open = true;
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') throw error;
		open = false;
	});
	return async (text) => {
		if (open) await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
		return open;
	};
}

function addCheck(image: Command): void {
	const command = image
		.command('check')
		.description('Check an image against every rule of the format.')
		.argument('<image>', 'the image')
		.optionsGroup('What to tell')
		.option('--errors-only', 'only what a reader refuses, not what a writer owes')
		.option('--limit <n>', 'stop after this many findings', wholeNumber(1, 1_000_000_000), 1000)
		.action(check);
	withManual(command, {
		about: [
			'An error is what a reader refuses (EUCLEAN); a warning is what a writer should not have written but readers accept.',
		],
		exitCodes: {0: 'the image is good', 1: 'something was found', ...usualExitCodes},
		examples: [
			{does: 'everything that is wrong with it', line: 'cfsbench image check rootfs.cfs'},
			{
				does: "another tool's image, by what kernels demand",
				line: 'cfsbench image check --errors-only other.cfs',
			},
		],
		seeAlso: 'docs/format.md',
	});
}

interface CheckFlags {
	readonly errorsOnly?: boolean;
	readonly limit: number;
}

function check(path: string, {errorsOnly, limit}: CheckFlags): void {
	const found = checkImage(readImageFile(path), {limit});
	const shown = found.filter(({severity}) => !errorsOnly || severity === 'error');
	for (const finding of shown) console.log(`${path}: ${finding.severity}: ${describeFinding(finding)}`);
	if (found.length === limit) console.log(`${path}: stopped after ${limit} findings`);
	if (shown.length > 0) process.exitCode = exitCode.failed;
	else console.log(`${path}: good`);
}

function addDigest(image: Command): void {
	const command = image
		.command('digest')
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

function readImageFile(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (error) {
		throw new UsageError(`Expected an image, got '${path}': ${(error as Error).message}`, {cause: error});
	}
}
