import {createRequire} from 'node:module';
import {compileFunction} from 'node:vm';
import {BuildError} from '../errors.ts';
import {type ListedCase, readCaseInfo} from '../result/case-info.ts';
import type {Bundle} from './bundle.ts';
import type {CaseFile} from './discover.ts';

/** What each case says of itself, read from its bundle: the very code that the guest will run. */
export function loadCases(
	files: readonly CaseFile[],
	bundles: ReadonlyMap<string, Bundle>,
): readonly ListedCase[] {
	return files.map(({id, file}) => {
		const bundle = bundles.get(id);
		if (bundle === undefined) throw new Error(`no bundle of ${id}`);
		try {
			return {id, file, ...readCaseInfo(defaultExport(bundle, file))};
		} catch (error) {
			const message = error instanceof Error ? error.message : String(error);
			throw new BuildError(`${file} is not a case: ${message}`, {cause: error});
		}
	});
}

function defaultExport(bundle: Bundle, file: string): unknown {
	const module: {exports: {default?: unknown}} = {exports: {}};
	const load = compileFunction(Buffer.from(bundle.code).toString(), ['exports', 'require', 'module'], {
		filename: file,
	});
	load(module.exports, createRequire(file), module);
	return module.exports.default;
}
