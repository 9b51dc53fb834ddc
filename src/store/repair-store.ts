import {chmodSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {readContent} from './content.ts';
import {digestListed} from './digest-file.ts';
import {enableVerity} from './enable-verity.ts';
import {damagedFolder} from './list-store.ts';
import {lockStore, type StoreLockOptions} from './lock-store.ts';
import {ObjectStore} from './object-store.ts';
import {type StoreFinding, type VerifyStoreOptions, verifyStore} from './verify-store.ts';

export interface RepairStoreOptions extends VerifyStoreOptions, StoreLockOptions {
	/** Other stores that may have what is damaged here. */
	readonly from?: readonly string[];
}

export interface Repair extends StoreFinding {
	/** What was done; undefined where nothing can be. */
	readonly repair: 'replaced' | 'moved aside' | 'removed' | 'mode set' | 'fs-verity enabled' | undefined;
}

/**
 * Verifies a store and mends what can be: a damaged object is replaced by the one of another store, else moved to `damaged/`, so
 * that it is missing rather than wrong and can be packed again; temporary files go; modes lose what others may not have;
 * with `verity`, it is enabled where it was off. Waits for writers, and keeps new ones waiting.
 */
export async function repairStore(directory: string, options: RepairStoreOptions): Promise<Repair[]> {
	const {from = [], verity = false, signal} = options;
	using _lock = await lockStore(directory, 'exclusive', options);
	const {findings} = await verifyStore(directory, options);
	const store = ObjectStore.open(directory, {verity});
	const repairs: Repair[] = [];
	for (const finding of findings)
		repairs.push({...finding, repair: await mend(store, finding, from, signal)});
	await store.flush();
	return repairs;
}

async function mend(
	store: ObjectStore,
	{path, fault}: StoreFinding,
	from: readonly string[],
	signal: AbortSignal | undefined,
): Promise<Repair['repair']> {
	const file = join(store.directory, path);
	switch (fault) {
		case 'temporary':
			rmSync(file);
			return 'removed';
		case 'mode':
			chmodSync(file, lstatSync(file).mode & 0o755);
			return 'mode set';
		case 'verity':
			enableVerity(file);
			return 'fs-verity enabled';
		case 'digest':
		case 'unreadable': {
			const aside = join(store.directory, damagedFolder, path);
			mkdirSync(dirname(aside), {recursive: true});
			renameSync(file, aside);
			for (const other of from) if (await fetch(store, other, path, signal)) return 'replaced';
			return 'moved aside';
		}
		case 'foreign':
			return undefined;
	}
}

/** Whether another store had the object, whole. */
async function fetch(
	store: ObjectStore,
	other: string,
	path: string,
	signal: AbortSignal | undefined,
): Promise<boolean> {
	const file = join(other, path);
	if (!existsSync(file)) return false;
	const listed = {file: Buffer.from(file), stats: lstatSync(file, {bigint: true})};
	if (!listed.stats.isFile() || (await digestListed(listed, signal)) !== path.replace('/', '')) return false;
	await store.add(readContent(listed), signal);
	return true;
}
