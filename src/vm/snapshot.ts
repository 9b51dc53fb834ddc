import {join} from 'node:path';
import {InfraError} from '../errors.ts';
import type {LaunchedInstance} from './instance.ts';
import type {QmpClient} from './qmp.ts';

/** The files of one snapshot. Guest memory is mapped by every clone, so it is never written again. */
export interface SnapshotFiles {
	readonly memory: string;
	/** Everything but memory, as QEMU's migration stream. */
	readonly state: string;
}

const migrationTimeoutMs = 30_000;
/** The same where all of the memory is packed on the way, on a busy host. */
const packingTimeoutMs = 300_000;
/** The default of 128 MiB/s is made for networks. */
const bytesPerSecond = 8 * 2 ** 30;

export function snapshotFiles(directory: string): SnapshotFiles {
	return {memory: join(directory, 'memory'), state: join(directory, 'state')};
}

/** Stops a guest whose memory is a shared file, and writes what else it is made of beside that file. */
export async function saveState({monitor}: LaunchedInstance, files: SnapshotFiles): Promise<void> {
	await monitor.execute('stop');
	await ignoreSharedMemory(monitor);
	await migrate(monitor, 'migrate', `exec:cat > ${shellQuoted(files.state)}`);
}

/** Loads a snapshot into a QEMU that was started with `-incoming defer` and lets it run. */
export async function loadState(monitor: QmpClient, files: SnapshotFiles): Promise<void> {
	await ignoreSharedMemory(monitor);
	await migrate(monitor, 'migrate-incoming', `exec:cat ${shellQuoted(files.state)}`);
	await monitor.execute('cont');
}

/** Stops a guest and writes all of it, memory included, to one packed file. */
export async function saveWhole(monitor: QmpClient, path: string): Promise<void> {
	await monitor.execute('stop');
	await setCapabilities(monitor, {events: true, 'x-ignore-shared': false});
	await monitor.execute('migrate-set-parameters', {'max-bandwidth': bytesPerSecond});
	await migrate(monitor, 'migrate', `exec:gzip -1 > ${shellQuoted(path)}`, packingTimeoutMs);
}

/** Loads what `saveWhole` wrote into a QEMU that was started with `-incoming defer`, and lets it run. */
export async function loadWhole(monitor: QmpClient, path: string): Promise<void> {
	await setCapabilities(monitor, {events: true});
	await migrate(monitor, 'migrate-incoming', `exec:gzip -dc ${shellQuoted(path)}`, packingTimeoutMs);
	await monitor.execute('cont');
}

/** Memory that lies in a shared file stays there; the stream holds the rest, less than a megabyte. */
async function ignoreSharedMemory(monitor: QmpClient): Promise<void> {
	await setCapabilities(monitor, {events: true, 'x-ignore-shared': true});
}

async function setCapabilities(monitor: QmpClient, states: Readonly<Record<string, boolean>>): Promise<void> {
	const capabilities = Object.entries(states).map(([capability, state]) => ({capability, state}));
	await monitor.execute('migrate-set-capabilities', {capabilities});
}

/** Both commands only begin the work; how it ended is told by an event. */
async function migrate(
	monitor: QmpClient,
	command: string,
	uri: string,
	timeoutMs = migrationTimeoutMs,
): Promise<void> {
	const {promise: status, close} = migrationStatus(monitor, timeoutMs);
	try {
		await monitor.execute(command, {uri});
		const reached = await status;
		if (reached !== 'completed') throw new InfraError(`QEMU's ${command} ended as "${reached}"`);
	} finally {
		close();
	}
}

function migrationStatus(
	monitor: QmpClient,
	timeoutMs: number,
): {readonly promise: Promise<string>; close(): void} {
	let close = () => {};
	const promise = new Promise<string>((resolve) => {
		const timer = setTimeout(() => resolve(`unfinished after ${timeoutMs} ms`), timeoutMs);
		const stopListening = monitor.onEvent(({event, data}) => {
			const ended = data.status === 'completed' || data.status === 'failed';
			if (event === 'MIGRATION' && ended) resolve(String(data.status));
		});
		close = () => {
			clearTimeout(timer);
			stopListening();
		};
	});
	return {promise, close};
}

function shellQuoted(path: string): string {
	return `'${path.replaceAll("'", "'\\''")}'`;
}
