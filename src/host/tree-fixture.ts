import {createWriteStream} from 'node:fs';
import {cp, mkdtemp, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {finished} from 'node:stream/promises';
import {encodeManifestEntry} from '../image/manifest.ts';
import {treeLayout} from '../result/tree-layout.ts';
import {createImage} from '../store/create-image.ts';
import {ObjectStore} from '../store/object-store.ts';
import {cachedDisk} from '../vm/disk.ts';
import type {FixtureOptions} from './fixtures.ts';
import {GuestSession} from './session.ts';
import {measureTree, type TreeSource, treeSource} from './tree-source.ts';

/** Counted up when the content of these disks changes for the same tree. */
const recipe = 1;
const step = 'tree';

/**
 * The `tree` fixture: a real directory tree packed into an image and an object store, with the manifest of what the host
 * saw, on a disk whose every file has fs-verity. Kept by the tree's fingerprint. Gives the disk's path.
 */
export async function treeDisk(options: FixtureOptions): Promise<string> {
	const {cache, progress, signal} = options;
	const started = performance.now();
	progress({type: 'step-started', step});
	const source = treeSource(options.tree);
	const {entries, bytes, fingerprint} = measureTree(source);

	let fresh = false;
	const path = await cachedDisk({
		cache,
		signal,
		key: `tree ${recipe} ${fingerprint}`,
		fill: async (directory) => {
			fresh = true;
			await pack(source, directory, options);
		},
		finish: (disk) => enableVerity(disk, options),
	});
	const what = `${entries} entries, ${(bytes / 2 ** 20).toFixed(1)} MiB of ${describe(source)}`;
	progress({
		type: 'step-finished',
		step,
		ms: performance.now() - started,
		note: `${what}, ${fresh ? 'packed' : 'cached'}`,
	});
	return path;
}

function describe(source: TreeSource): string {
	return source.kind === 'directory'
		? source.directory
		: source.parts.map(({directory}) => directory).join(', ');
}

async function pack(source: TreeSource, directory: string, {work, signal}: FixtureOptions): Promise<void> {
	const staging = source.kind === 'parts' ? await mkdtemp(join(work, 'tree-')) : undefined;
	try {
		if (source.kind === 'parts' && staging !== undefined)
			for (const {name, directory} of source.parts)
				await cp(directory, join(staging, name), {
					recursive: true,
					preserveTimestamps: true,
					verbatimSymlinks: true,
				});

		const manifest = createWriteStream(join(directory, treeLayout.manifest));
		// Made anew where it is lost.
		const store = ObjectStore.open(join(directory, treeLayout.objects), {sync: false});
		await createImage({
			source: {
				kind: 'directory',
				path: staging ?? (source.kind === 'directory' ? source.directory : ''),
			},
			image: join(directory, treeLayout.image),
			store,
			onEntry: (entry) => manifest.write(`${encodeManifestEntry(entry)}\n`),
			signal,
		});
		manifest.end();
		await finished(manifest);
	} finally {
		if (staging !== undefined) await rm(staging, {recursive: true, force: true});
	}
}

/** Only the guest's kernel can enable fs-verity on the disk's files, and only root of a guest everybody is. */
async function enableVerity(
	disk: string,
	{machine, payload, start, work, mapStack, signal}: FixtureOptions,
): Promise<void> {
	const directory = await mkdtemp(join(work, 'prepare-'));
	const session = await GuestSession.open({
		machine,
		instance: {
			start,
			disks: {payload: {path: payload}, store: {path: disk, writes: 'keep'}},
			directory,
			signal,
		},
		mapStack,
	});
	try {
		await session.prepareStore(signal);
		await session.powerOff(signal);
	} finally {
		await session.close();
		await rm(directory, {recursive: true, force: true});
	}
}
