import {chmodSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {readContent} from './content.ts';
import {ContentSources} from './content-sources.ts';
import {enableVerity} from './enable-verity.ts';
import {damagedFolder, isObjectPath, listStore} from './list-store.ts';
import {lockStore, type StoreLockOptions} from './lock-store.ts';
import {ObjectStore} from './object-store.ts';
import {rootObjects} from './root-objects.ts';
import {type StoreFinding, type VerifyStoreOptions, verifyStore} from './verify-store.ts';

export interface RepairStoreOptions extends VerifyStoreOptions, StoreLockOptions {
	/** Other stores, or trees of files, that may have what is damaged or missing here. */
	readonly from?: readonly string[];
	/** Files of images; what they name and the store lacks is looked for in `from`, too. */
	readonly images?: readonly string[];
}

export interface Repair {
	/** Relative to the store. */
	readonly path: string;
	/** `missing`: an image names it, or it was moved aside by an earlier repair. */
	readonly fault: StoreFinding['fault'] | 'missing';
	readonly detail: string;
	/** What was done; undefined where nothing can be. */
	readonly repair: 'replaced' | 'moved aside' | 'removed' | 'mode set' | 'fs-verity enabled' | undefined;
}

/**
 * Verifies a store and mends what can be: a damaged object is replaced by what another store or a tree has, else moved to
 * `damaged/`, so that it is missing rather than wrong and can be packed again; what is missing is looked for, too; temporary
 * files go; modes lose what others may not have; with `verity`, it is enabled where it was off. Waits for writers, and keeps
 * new ones waiting.
 */
export async function repairStore(directory: string, options: RepairStoreOptions): Promise<Repair[]> {
	const {from = [], images = [], threads, verity = false, signal} = options;
	using _lock = await lockStore(directory, 'exclusive', options);
	const named = rootObjects(images);
	const {findings} = await verifyStore(directory, options);
	const store = ObjectStore.open(directory, {verity: verity || 'where-possible'});
	const sources = new ContentSources(from, threads, signal);
	const repairs: Repair[] = [];
	for (const finding of findings)
		repairs.push({...finding, repair: await mend(store, finding, sources, signal)});

	const told = new Set(repairs.map(({path}) => path));
	for (const path of [...new Set([...named, ...movedAside(directory)])].sort()) {
		if (!isObjectPath(path) || told.has(path) || existsSync(join(directory, path))) continue;
		const repair = (await fetch(store, path, sources, signal)) ? 'replaced' : undefined;
		repairs.push({path, fault: 'missing', detail: 'expected an object, got none', repair});
	}
	await store.flush();
	return repairs;
}

async function mend(
	store: ObjectStore,
	{path, fault}: StoreFinding,
	sources: ContentSources,
	signal: AbortSignal | undefined,
): Promise<Repair['repair']> {
	const file = join(store.directory, path);
	switch (fault) {
		case 'temporary':
			rmSync(file, {recursive: true});
			return 'removed';
		case 'mode':
			chmodSync(file, lstatSync(file).mode & 0o755);
			return 'mode set';
		case 'verity':
			enableVerity(file);
			return 'fs-verity enabled';
		case 'other-verity': {
			const aside = moveAside(store.directory, path);
			const content = {file: Buffer.from(aside), stats: lstatSync(aside, {bigint: true})};
			await store.add(readContent(content), signal);
			return 'replaced';
		}
		case 'digest':
			moveAside(store.directory, path);
			return (await fetch(store, path, sources, signal)) ? 'replaced' : 'moved aside';
		case 'unreadable':
		case 'foreign':
			return undefined;
	}
}

/** Gives its new place. */
function moveAside(directory: string, path: string): string {
	const aside = join(directory, damagedFolder, path);
	mkdirSync(dirname(aside), {recursive: true, mode: 0o700});
	renameSync(join(directory, path), aside);
	return aside;
}

/** What earlier repairs have moved aside. */
function movedAside(directory: string): readonly string[] {
	const aside = join(directory, damagedFolder);
	return existsSync(aside) ? listStore(aside).objects.map(({path}) => path) : [];
}

/** Whether any source had the object, whole. */
async function fetch(
	store: ObjectStore,
	path: string,
	sources: ContentSources,
	signal: AbortSignal | undefined,
): Promise<boolean> {
	const listed = await sources.find(path.replace('/', ''));
	if (listed === undefined) return false;
	const {digest} = await store.add(readContent(listed), signal);
	return digest === path.replace('/', '');
}
