import {readdirSync, statSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import type {Command} from 'commander';
import {exitCode, UsageError} from '../errors.ts';
import {openStores} from '../store/find-object.ts';
import {gcStore} from '../store/gc-store.ts';
import {repairStore} from '../store/repair-store.ts';
import {verifyStore} from '../store/verify-store.ts';
import {usualExitCodes, withManual} from './help.ts';
import {addMissingObjects} from './image/objects.ts';
import {collect, wholeNumber} from './options.ts';
import {progressOn} from './progress.ts';
import {cancellable} from './signals.ts';

/** `cfsbench store`: verify object stores, and keep them small and whole. */
export function addStoreCommand(program: Command): void {
	const store = withManual(
		program.command('store').description('Verify, clean up and repair object stores.'),
		{
			about: [
				'An object store is a directory of files named by their fs-verity digest, ab/cdef..., which serves any number of images. "image create" fills it.',
			],
			examples: [
				{does: 'whether every object is what its name says', line: 'cfsbench store verify /var/lib/objects'},
				{
					does: 'remove what no image needs any more',
					line: 'cfsbench store gc /var/lib/objects --images /var/lib/images',
				},
			],
			seeAlso: 'docs/store.md',
		},
	);
	addVerify(store);
	addGc(store);
	addMissingObjects(store, 'missing');
	addRepair(store);
}

interface CommonFlags {
	readonly threads: number;
	readonly verity?: boolean;
	readonly json?: boolean;
	readonly quiet?: boolean;
}

function common(command: Command): Command {
	return command
		.optionsGroup('How to work, what to tell')
		.option(
			'--threads <n>',
			'objects read side by side; default the cores',
			wholeNumber(1, 1024),
			availableParallelism(),
		)
		.option('--json', 'one JSON object a line')
		.option('--quiet', 'no progress');
}

function addVerify(store: Command): void {
	const command = common(
		store
			.command('verify')
			.description('Read every object and compare its digest with its name.')
			.argument('<dir>', 'the object store')
			.optionsGroup('What to verify')
			.option('--verity', 'also that fs-verity is enabled on each'),
	).action(verify);
	withManual(command, {
		about: [
			'Files that killed writers left, others that are no objects, and modes that let others write are told, too.',
		],
		exitCodes: {0: 'all is well', 1: 'something was found', ...usualExitCodes},
		examples: [{does: 'all of a store', line: 'cfsbench store verify objects'}],
		seeAlso: 'docs/store.md',
	});
}

async function verify(dir: string, {threads, verity, json, quiet}: CommonFlags): Promise<void> {
	const [directory = ''] = openStores([dir]);
	await cancellable(`Verifying '${dir}'`, async (signal) => {
		const progress = progressOn('objects', {quiet: quiet ?? false});
		const {objects, bytes, withoutVerity, findings} = await verifyStore(directory, {
			threads,
			verity: verity ?? false,
			progress,
			signal,
		});
		for (const finding of findings)
			console.log(json ? JSON.stringify(finding) : `${finding.path}: ${finding.fault}: ${finding.detail}`);
		if (!json) console.log(`${dir}: ${objects} objects, ${bytes} bytes, ${findings.length} findings`);
		if (!json && !verity && withoutVerity > 0)
			console.log(
				`${withoutVerity} objects have no fs-verity, and could: cfsbench store repair --verity ${dir}`,
			);
		if (findings.length > 0) process.exitCode = exitCode.failed;
	});
}

function addGc(store: Command): void {
	const command = store
		.command('gc')
		.description('Remove the objects that no image names, and what killed writers left.')
		.argument('<dir>', 'the object store')
		.optionsGroup('What to keep')
		.requiredOption('--images <file...>', 'images, or directories of nothing but images; may be repeated')
		.optionsGroup('How to work, what to tell')
		.option('--dry-run', 'only say what would be removed')
		.option('--json', 'one JSON object; sizes in bytes')
		.option('--quiet', 'no progress')
		.action(gc);
	withManual(command, {
		about: [
			"It waits until no writer is at work and keeps new ones waiting; images that were made until then count. An image that is broken, or that can't be read, is an error, and nothing is removed. Files that are open, or mounted images use, keep their content until they are closed, but not their names.",
		],
		exitCodes: {0: 'done', ...usualExitCodes},
		examples: [
			{does: 'what would go', line: 'cfsbench store gc objects --images images --dry-run'},
			{does: 'all but what two images need', line: 'cfsbench store gc objects --images a.cfs b.cfs'},
		],
		seeAlso: 'docs/store.md',
	});
}

interface GcFlags {
	readonly images: readonly string[];
	readonly dryRun?: boolean;
	readonly json?: boolean;
	readonly quiet?: boolean;
}

async function gc(dir: string, {images, dryRun = false, json, quiet = false}: GcFlags): Promise<void> {
	const [directory = ''] = openStores([dir]);
	await cancellable(`Cleaning up '${dir}'`, async (signal) => {
		const onWait = () => console.error(`cfsbench: waiting for the writers of '${dir}'`);
		const found = await gcStore(directory, {
			images: () => images.flatMap(filesOf),
			dryRun,
			progress: progressOn('images', {quiet}),
			onWait,
			signal,
		});
		const {kept, removed, removedBytes, temporaries} = found;
		if (json) {
			console.log(JSON.stringify({kept, removed, removedBytes: Number(removedBytes), temporaries}));
			return;
		}
		for (const path of [...removed, ...temporaries])
			console.log(`${dryRun ? 'would remove' : 'removed'} ${path}`);
		console.log(
			`${dir}: ${kept} objects kept, ${removed.length} of ${removedBytes} bytes and ${temporaries.length} temporary files ${dryRun ? 'to remove' : 'removed'}`,
		);
	});
}

/** A file, or the files of a directory, but for the temporary ones of writers. */
function filesOf(path: string): string[] {
	try {
		if (!statSync(path).isDirectory()) return [path];
		return readdirSync(path, {withFileTypes: true})
			.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.tmp-'))
			.map(({name}) => join(path, name));
	} catch (error) {
		throw new UsageError(
			`Expected an image, or a directory of them, got '${path}': ${(error as Error).message}`,
			{
				cause: error,
			},
		);
	}
}

function addRepair(store: Command): void {
	const command = common(
		store
			.command('repair')
			.description('Verify a store, and mend what can be.')
			.argument('<dir>', 'the object store')
			.optionsGroup('What to mend')
			.option(
				'--from <dir>',
				'a store, or any tree of files, that may have what is damaged or missing; may be repeated',
				collect,
			)
			.option(
				'--images <file...>',
				'images, or directories of them: what they need and the store lacks is missing',
			)
			.option('--verity', 'enable fs-verity where it is off'),
	).action(repair);
	withManual(command, {
		about: [
			'A damaged object is replaced, or else moved to damaged/ in the store, so that it is missing rather than wrong: pack its tree again, and it is back, or repair again with --from. Temporary files are removed, modes lose what lets others write. What is no object, or unreadable, is only told.',
		],
		exitCodes: {0: 'all is well now', 1: 'something is missing now, or was left', ...usualExitCodes},
		examples: [
			{
				does: 'with the help of another store',
				line: 'cfsbench store repair objects --from /mnt/backup/objects',
			},
			{
				does: 'with the files that an image was made of, wherever in the tree they are now',
				line: 'cfsbench store repair objects --images rootfs.cfs --from rootfs',
			},
		],
		seeAlso: 'docs/store.md',
	});
}

interface RepairFlags extends CommonFlags {
	readonly from?: readonly string[];
	readonly images?: readonly string[];
}

async function repair(dir: string, flags: RepairFlags): Promise<void> {
	const [directory = ''] = openStores([dir]);
	const from = openStores(flags.from ?? []);
	const {threads, verity = false, quiet = false, json} = flags;
	await cancellable(`Repairing '${dir}'`, async (signal) => {
		const progress = progressOn('objects', {quiet});
		const onWait = () => console.error(`cfsbench: waiting for the writers of '${dir}'`);
		const images = (flags.images ?? []).flatMap(filesOf);
		const repairs = await repairStore(directory, {threads, verity, from, images, progress, onWait, signal});
		for (const one of repairs)
			console.log(json ? JSON.stringify(one) : `${one.path}: ${one.fault}: ${one.repair ?? 'left as it is'}`);
		const left = repairs.filter(({repair: done}) => done === undefined || done === 'moved aside');
		if (!json) console.log(`${dir}: ${repairs.length - left.length} mended, ${left.length} not`);
		if (left.length > 0) process.exitCode = exitCode.failed;
	});
}
