import {randomBytes} from 'node:crypto';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
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

export function makeRunDirectory(root: string, now = new Date()): RunDirectory {
	const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
	const id = `${time}-${randomBytes(3).toString('hex')}`;
	const path = join(root, 'runs', id);
	const work = join(path, 'work');
	namingDisk(path, () => mkdirSync(work, {recursive: true}));
	const attempts = new Map<string, number>();
	const caseDirectory = (caseId: string) => {
		const attempt = (attempts.get(caseId) ?? 0) + 1;
		attempts.set(caseId, attempt);
		return join(path, 'cases', caseId, ...(attempt === 1 ? [] : [`attempt-${attempt}`]));
	};
	return {id, path, work, caseDirectory};
}
