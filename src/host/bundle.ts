import {relative, resolve} from 'node:path';
import {type BuildFailure, build, formatMessages, type OutputFile} from 'esbuild';
import {BuildError} from '../errors.ts';
import type {CaseFile} from './discover.ts';

/** CommonJS for the guest, and the map from its lines to the TypeScript, which stays on the host. */
export interface Bundle {
	readonly code: Uint8Array;
	/** Source map, version 3, as JSON; its sources are relative to the project. */
	readonly map: string;
}

export async function bundleAgent(root: string): Promise<Bundle> {
	const bundles = await bundle(root, {agent: resolve(root, 'src/guest/agent.ts')});
	return bundles.get('agent') ?? missing('agent');
}

/** One bundle per case, by id. Throws a BuildError with esbuild's words when a case doesn't compile. */
export async function bundleCases(
	root: string,
	files: readonly CaseFile[],
): Promise<ReadonlyMap<string, Bundle>> {
	return bundle(root, Object.fromEntries(files.map(({id, file}) => [id, file])));
}

async function bundle(
	root: string,
	entryPoints: Record<string, string>,
): Promise<ReadonlyMap<string, Bundle>> {
	try {
		const {outputFiles} = await build({
			entryPoints,
			// Nothing is written there; the maps' sources are relative to it.
			outdir: root,
			absWorkingDir: root,
			bundle: true,
			platform: 'node',
			format: 'cjs',
			target: 'node20',
			outExtension: {'.js': '.cjs'},
			sourcemap: 'external',
			sourcesContent: false,
			write: false,
			logLevel: 'silent',
			logOverride: {'empty-import-meta': 'silent'},
		});
		return pair(root, outputFiles);
	} catch (error) {
		throw await explain(error);
	}
}

function pair(root: string, outputs: readonly OutputFile[]): ReadonlyMap<string, Bundle> {
	const maps = new Map(
		outputs.filter(({path}) => path.endsWith('.map')).map((file) => [file.path, file.text]),
	);
	return new Map(
		outputs
			.filter(({path}) => path.endsWith('.cjs'))
			.map((file) => {
				const name = relative(root, file.path).replace(/\.cjs$/, '');
				return [
					name,
					{code: file.contents, map: rebase(maps.get(`${file.path}.map`) ?? missing(name), root, file.path)},
				];
			}),
	);
}

/** The sources of a map are relative to where its bundle would lie; make them relative to the project. */
function rebase(map: string, root: string, bundlePath: string): string {
	const parsed = JSON.parse(map) as {sources: string[]};
	parsed.sources = parsed.sources.map((source) => relative(root, resolve(bundlePath, '..', source)));
	return JSON.stringify(parsed);
}

async function explain(error: unknown): Promise<unknown> {
	if (!(error instanceof Error) || !('errors' in error)) return error;
	const failure = error as BuildFailure;
	const words = await formatMessages(failure.errors, {kind: 'error', color: false});
	const first = failure.errors[0]?.location?.file;
	return new BuildError(`${first ?? 'a case'} does not compile`, {
		detail: words.join('').trim(),
		cause: error,
	});
}

function missing(name: string): never {
	throw new Error(`esbuild made no bundle of ${name}`);
}
