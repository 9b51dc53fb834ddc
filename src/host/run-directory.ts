import {randomBytes} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {namingDisk} from './naming-disk.ts';

/** Where a run keeps its artifacts: `runs/<id>/`. Two runs never share one. */
export interface RunDirectory {
	readonly id: string;
	readonly path: string;
	/** For what lives only as long as the run; removed at its end. */
	readonly work: string;
	/** Another one each time that a case runs. */
	caseDirectory(caseId: string): string;
}

/** Which time it was, of those that the case ran, by a file in its directory: attempts end in another order than they begin. */
export function attemptOf(file: string): number {
	return Number(/^attempt-(\d+)$/.exec(basename(dirname(file)))?.[1] ?? 1);
}

export function makeRunDirectory(root: string, now = new Date()): RunDirectory {
	const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
	const id = `${time}-${randomBytes(3).toString('hex')}`;
	const path = join(root, 'runs', id);
	const work = join(path, 'work');
	sweepWork(join(root, 'runs'));
	namingDisk(path, () => {
		mkdirSync(work, {recursive: true});
		writeFileSync(join(work, ownerFile), owner(process.pid));
	});
	const attempts = new Map<string, number>();
	const caseDirectory = (caseId: string) => {
		const attempt = (attempts.get(caseId) ?? 0) + 1;
		attempts.set(caseId, attempt);
		return join(path, 'cases', caseId, ...(attempt === 1 ? [] : [`attempt-${attempt}`]));
	};
	return {id, path, work, caseDirectory};
}

const ownerFile = 'owner';

/** A process for as long as this kernel runs; another container's processes have other names. */
function owner(pid: number): string {
	const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
	return `${boot} ${readlinkSync('/proc/self/ns/pid')} ${pid}`;
}

/** Removes what runs left that were killed outright. Of a run that we can't tell for dead nothing is touched. */
function sweepWork(runs: string): void {
	for (const name of readdirOrNone(runs)) {
		const work = join(runs, name, 'work');
		if (isOfTheDead(join(work, ownerFile))) rmSync(work, {recursive: true, force: true});
	}
}

function readdirOrNone(path: string): readonly string[] {
	try {
		return readdirSync(path);
	} catch {
		return [];
	}
}

function isOfTheDead(file: string): boolean {
	try {
		const text = readFileSync(file, 'utf8');
		const pid = Number(text.split(' ')[2]);
		if (!(pid > 0) || text !== owner(pid)) return false;
		process.kill(pid, 0);
		return false;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ESRCH';
	}
}
