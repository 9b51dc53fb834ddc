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

/** Memory that lies in a shared file stays there; the stream holds the rest, less than a megabyte. */
async function ignoreSharedMemory(monitor: QmpClient): Promise<void> {
	const capabilities = ['x-ignore-shared', 'events'].map((capability) => ({capability, state: true}));
	await monitor.execute('migrate-set-capabilities', {capabilities});
}

/** Both commands only begin the work; how it ended is told by an event. */
async function migrate(monitor: QmpClient, command: string, uri: string): Promise<void> {
	const {promise: status, close} = migrationStatus(monitor);
	try {
		await monitor.execute(command, {uri});
		const reached = await status;
		if (reached !== 'completed') throw new InfraError(`QEMU's ${command} ended as "${reached}"`);
	} finally {
		close();
	}
}

function migrationStatus(monitor: QmpClient): {readonly promise: Promise<string>; close(): void} {
	let close = () => {};
	const promise = new Promise<string>((resolve) => {
		const timer = setTimeout(() => resolve(`unfinished after ${migrationTimeoutMs} ms`), migrationTimeoutMs);
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
