import {statSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {type Command, InvalidArgumentError} from 'commander';
import {UsageError} from '../../errors.ts';
import {
	type CreatedImage,
	type CreateImageOptions,
	createImage,
	type ImageSource,
} from '../../store/create-image.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {wholeNumber} from '../options.ts';
import {progressOn} from '../progress.ts';
import {cancellable} from '../signals.ts';

/** `cfsbench image create`. */
export function addCreate(image: Command): void {
	const command = image
		.command('create')
		.usage('[options] <source...> <image>')
		.description('Pack a tree into an image and the object store that holds its content.')
		.argument(
			'<source-and-image...>',
			'what to pack, then the file to write, which is replaced when the new one is complete',
		)
		.optionsGroup('Store')
		.option('--store <dir>', 'where content goes, by digest; made if absent, may serve many images')
		.option('--digest-store <dir>', 'the same')
		.option('--no-store', 'only digest the content: a store that is filled otherwise has it')
		.option('--verity', 'insist on fs-verity for objects and image; default where the filesystem has it')
		.option('--no-verity', 'leave it off')
		.option('--object-mode <octal>', 'permissions of objects that are added; default 0644', octal)
		.optionsGroup('What to pack')
		.option('--from-file', 'the source is a text in the format of composefs-dump(5), "-" is standard input')
		.option('--use-epoch', 'all times are 0')
		.option('--skip-xattrs', 'no xattrs')
		.option('--user-xattrs', 'only xattrs that begin with "user."')
		.option('--skip-devices', 'no block and character devices')
		.optionsGroup('How to work, what to tell')
		.option(
			'--threads <n>',
			'files digested side by side; default the cores',
			wholeNumber(1, 1024),
			availableParallelism(),
		)
		.option('--print-digest', "print nothing but the image's digest")
		.option('--print-digest-only', 'the same, and write nothing: no image is named')
		.option('--json', 'one JSON object; sizes in bytes')
		.option('--quiet', 'no progress')
		.action(create);
	withManual(command, {
		about: [
			'A source is a directory, of which other filesystems mounted below it are not entered; or tar archives, as they are or compressed with gzip or zstd, each put onto those before it as layers with whiteouts of OCI or overlayfs; or oci:DIR[:TAG], an image in an OCI image layout; or a dump.',
			"Kept are names, types, modes, owners, mtime and ctime to the nanosecond, targets, device numbers, xattrs and hard links. Objects get mode 0644, and a store that is made mode 0700, so that content that others may not read doesn't leak: its directory decides who may. Neither image nor store may lie in the tree.",
			'The same source gives the same image, byte for byte, whatever the machine and the threads. When the command fails or is interrupted, no image is written; objects that are complete stay.',
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
			{
				does: 'two layers, the second on top',
				line: 'cfsbench image create base.tar.gz app.tar app.cfs --store objects',
			},
			{
				does: 'an image that a container tool has saved',
				line: 'cfsbench image create oci:saved:latest app.cfs --store objects',
			},
			{
				does: 'whether a tree is the one that a digest names',
				line: 'cfsbench image create rootfs --print-digest-only --use-epoch',
			},
		],
		seeAlso: 'docs/images.md',
	});
}

interface CreateFlags {
	/** False: --no-store. True: neither that nor --store. */
	readonly store: string | boolean;
	readonly digestStore?: string;
	readonly verity?: boolean;
	readonly objectMode?: number;
	readonly fromFile?: boolean;
	readonly useEpoch?: boolean;
	readonly skipXattrs?: boolean;
	readonly userXattrs?: boolean;
	readonly skipDevices?: boolean;
	readonly threads: number;
	readonly printDigest?: boolean;
	readonly printDigestOnly?: boolean;
	readonly json?: boolean;
	readonly quiet?: boolean;
}

function octal(text: string): number {
	if (!/^0?[0-7]{3}$/.test(text))
		throw new InvalidArgumentError('Expected three octal digits, such as 0644.');
	return Number.parseInt(text, 8);
}

async function create(words: readonly string[], flags: CreateFlags): Promise<void> {
	const sources = flags.printDigestOnly ? words : words.slice(0, -1);
	const image = flags.printDigestOnly ? undefined : words.at(-1);
	if (sources.length === 0)
		throw new UsageError(`Expected a source and the image to write, got only '${words.join(' ')}'`);
	const directory = storeOf(flags);
	const {verity = 'where-possible', objectMode, threads, quiet = false} = flags;
	await cancellable(`Packing '${sources.join(' ')}'`, async (signal) => {
		const options: CreateImageOptions = {
			source: sourceOf(sources, flags),
			...(image !== undefined && {image}),
			...(directory !== undefined && {store: directory}),
			verity,
			...(objectMode !== undefined && {objectMode}),
			filter: flags,
			threads,
			signal,
			progress: progressOn('entries packed', {quiet}),
		};
		tell(await createImage(options), flags, image, directory);
	});
}

function storeOf({store, digestStore, fromFile, printDigestOnly}: CreateFlags): string | undefined {
	if (printDigestOnly) return undefined;
	const named = typeof store === 'string' ? store : digestStore;
	if (named !== undefined || store === false || fromFile) return named;
	throw new UsageError("required option '--store <dir>' not specified", {
		remedy: 'Name where the content goes, or say --no-store.',
	});
}

function sourceOf(sources: readonly string[], {fromFile}: CreateFlags): ImageSource {
	const [path = '', ...more] = sources;
	const onlyOne = (kind: string) => {
		if (more.length > 0)
			throw new UsageError(`Expected one ${kind} as source, got ${sources.length}: '${sources.join("' '")}'`);
	};
	if (fromFile) {
		onlyOne('dump');
		return {kind: 'dump', path};
	}
	if (path.startsWith('oci:')) {
		onlyOne('OCI image layout');
		const [, layout = '', tag] = /^oci:([^:]+)(?::(.*))?$/.exec(path) ?? [];
		if (layout === '') throw new UsageError(`Expected oci:DIR[:TAG], got '${path}'`);
		return {kind: 'oci', path: layout, ...(tag !== undefined && {tag})};
	}
	if (more.length > 0 || statSync(path, {throwIfNoEntry: false})?.isFile())
		return {kind: 'archives', paths: sources};
	return {kind: 'directory', path};
}

function tell(
	created: CreatedImage,
	flags: CreateFlags,
	image: string | undefined,
	store: string | undefined,
): void {
	for (const xattr of created.unreadableXattrs)
		console.error(`cfsbench: left out, can't be read: xattr ${xattr}`);
	if (created.withoutVerity !== undefined && !flags.quiet)
		console.error(`cfsbench: '${store}' is without fs-verity: ${created.withoutVerity}`);
	const {digest, entries, imageBytes, contentBytes, objectsAdded} = created;
	const sizes = {imageBytes, contentBytes: Number(contentBytes), objectsAdded};
	const lines =
		flags.printDigest || flags.printDigestOnly
			? [digest]
			: flags.json
				? [JSON.stringify({image, store, digest, entries, ...sizes})]
				: [
						`${image}: ${entries} entries, ${imageBytes} bytes; ${contentBytes} bytes of content`,
						...(store === undefined ? [] : [`${store}: ${objectsAdded} new objects`]),
						`digest: ${digest}`,
					];
	for (const line of lines) console.log(line);
}
