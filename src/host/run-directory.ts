import {randomBytes} from 'node:crypto';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../errors.ts';

/** Where a run keeps its artifacts: `runs/<id>/`. Two runs never share one. */
export interface RunDirectory {
	readonly id: string;
	readonly path: string;
	/** For what lives only as long as the run; removed at its end. */
	readonly work: string;
	caseDirectory(caseId: string): string;
}

export async function makeRunDirectory(root: string, now = new Date()): Promise<RunDirectory> {
	const time = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
	const id = `${time}-${randomBytes(3).toString('hex')}`;
	const path = join(root, 'runs', id);
	const work = join(path, 'work');
	try {
		await mkdir(work, {recursive: true});
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		throw new InfraError(`can't make ${path}: ${code === 'ENOSPC' ? 'the disk is full' : code}`, {
			cause: error,
		});
	}
	return {id, path, work, caseDirectory: (caseId) => join(path, 'cases', caseId)};
}
