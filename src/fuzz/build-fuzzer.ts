import {mkdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {BuildError, InfraError} from '../errors.ts';
import {findProgram} from '../vm/program.ts';
import {runTool} from '../vm/tool.ts';

const project = resolve(import.meta.dirname, '../..');

export interface BuildFuzzerOptions {
	/** Where it is built; what is there and has not changed stays. */
	readonly folder: string;
	/** The reader's sources; default those of the driver. */
	readonly reader?: string;
	readonly signal?: AbortSignal;
}

/** Builds the fuzz target with clang, libFuzzer, ASan and UBSan, by cmake-js. Gives its path. */
export async function buildFuzzer({folder, reader, signal}: BuildFuzzerOptions): Promise<string> {
	for (const program of ['clang', 'clang++', 'cmake'])
		if ((await findProgram(program)) === undefined)
			throw new InfraError(
				`The program ${program} is needed to build the fuzz target, and is not on this system`,
				{
					remedy: 'npm run fuzz installs it where it may; else: apt-get install clang cmake libclang-rt-dev',
				},
			);
	await mkdir(folder, {recursive: true});
	const cmakeJs = join(project, 'node_modules/cmake-js/bin/cmake-js');
	const definitions = [
		'FUZZ=ON',
		'CMAKE_C_COMPILER=clang',
		'CMAKE_CXX_COMPILER=clang++',
		`READER_FOLDER=${reader ?? join(project, 'kernel/format')}`,
	];
	const args = [
		'build',
		'--directory',
		join(project, 'native'),
		'--out',
		folder,
		...definitions.map((one) => `--CD${one}`),
	];
	const {exitCode, all} = await runTool(process.execPath, [cmakeJs, ...args], {cwd: folder, signal});
	if (exitCode !== 0)
		throw new BuildError('The fuzz target does not build', {detail: all.split('\n').slice(-30).join('\n')});
	return join(folder, 'descriptor_fuzzer');
}
