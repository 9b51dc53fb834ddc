import {join, parse, resolve} from 'node:path';
import type {Command} from 'commander';
import {UsageError} from '../errors.ts';
import {readMatrix, selectTargets, type Target} from '../host/matrix.ts';
import {collect} from './options.ts';
import type {ReportFlags} from './report-options.ts';

export interface MatrixFlags {
	readonly matrix?: string | true;
	readonly target?: readonly string[];
}

export function withMatrix(command: Command): Command {
	return command
		.optionsGroup('Many kernels')
		.option('--matrix [file]', 'one run per target of this file (default: matrix.toml), one after another')
		.option('--target <target>', 'only this target of the matrix; may be repeated', collect);
}

/** The targets that were asked for; undefined where this is one plain run. */
export async function matrixTargets(
	{matrix, target}: MatrixFlags,
	root: string,
): Promise<readonly Target[] | undefined> {
	if (matrix === undefined && target === undefined) return undefined;
	const path = typeof matrix === 'string' ? resolve(matrix) : join(root, 'matrix.toml');
	return selectTargets(await readMatrix(path), target ?? []);
}

/** Each target has report files of its own: `junit.xml` becomes `junit-sid.xml`. */
export function reportsOf<T extends ReportFlags>(flags: T, target: Target): T {
	const own = (path: string) => {
		const {dir, name, ext} = parse(path);
		return join(dir, `${name}-${target.name}${ext}`);
	};
	if (flags.tap === true || flags.tap === '-') {
		throw new UsageError('--tap on the standard output tells of one run, and a matrix has many', {
			remedy: 'write --tap FILE; each target gets a file of its own',
		});
	}
	return {
		...flags,
		...(typeof flags.tap === 'string' && {tap: own(flags.tap)}),
		...(typeof flags.json === 'string' && flags.json !== '-' && {json: own(flags.json)}),
		...(flags.junit !== undefined && {junit: own(flags.junit)}),
	};
}
