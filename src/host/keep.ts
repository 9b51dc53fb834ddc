import {join, relative} from 'node:path';
import type {CaseFinished} from '../result/events.ts';
import type {DiskSerial, Instance, InstanceOptions} from '../vm/interfaces.ts';
import {copyDisk} from '../vm/kept-guest.ts';

type Disks = InstanceOptions['disks'];

/** The disks that cases write to. */
const written: readonly DiskSerial[] = ['scratch', 'second'];

/** Gives one guest disks of its own: what it writes to them is then there to be kept. */
export async function ownDisks(disks: Disks, directory: string): Promise<Disks> {
	const own = await Promise.all(
		written.map(async (serial) => {
			const disk = disks[serial];
			if (disk === undefined) return {};
			const path = join(directory, `${serial}.img`);
			await copyDisk(disk.path, path);
			return {[serial]: {path, writes: 'keep'}} satisfies Disks;
		}),
	);
	return Object.assign({}, disks, ...own);
}

/** What a case's result says of its guest. */
export type Keeping = Pick<CaseFinished, 'kept'> | {readonly note: string};

/** Keeps the guest of a case that failed. That it can't be kept is said beside the outcome, which stands. */
export async function keepFailed(instance: Instance, directory: string, isAlive: boolean): Promise<Keeping> {
	if (instance.keep === undefined) return {note: 'not kept: this runner has no memory of its guests'};
	try {
		await instance.keep(directory, isAlive);
	} catch (error) {
		return {note: `not kept: ${(error as Error).message}`};
	}
	return {kept: {path: directory, open: openCommand(directory)}};
}

function openCommand(directory: string): string {
	const path = relative(process.cwd(), directory);
	return `npm run vm:shell -- --kept ${path.startsWith('..') ? directory : path}`;
}
