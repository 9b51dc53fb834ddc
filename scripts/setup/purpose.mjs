/** What a command line will need beyond the usual, told before anything is there to parse it with. */
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {project} from './places.mjs';

/** Options with which nothing is built or booted. */
const onlyTell = ['--help', '-h', '--list', '--compare'];

/**
 * Whether it asks for the debug kernel: by name, or through the targets of a matrix; and whether it asks for no more than
 * words. Words that mean nothing are the command line's own business, later.
 * @param {readonly string[]} args
 * @returns {import('./tools.mjs').Purpose}
 */
export function purposeOf(args) {
	if (args.some((arg) => onlyTell.includes(arg))) return {onlyTells: true};
	if (valuesOf(args, '--kernel').includes('debug')) return {debugKernel: true};
	const targets = valuesOf(args, '--target');
	const [matrix] = valuesOf(args, '--matrix');
	if (matrix === undefined && targets.length === 0) return {};
	const file = matrix === undefined || matrix === '' ? join(project, 'matrix.toml') : resolve(matrix);
	const debug = debugTargets(readIfThere(file));
	return {debugKernel: debug.some((name) => targets.length === 0 || targets.includes(name))};
}

/**
 * The names of the targets whose kernel is the debug kernel.
 * @param {string} matrix
 */
export function debugTargets(matrix) {
	const tables = matrix.split(/^\s*\[\[target\]\]/m).slice(1);
	return tables
		.filter((table) => valueIn(table, 'kernel') === 'debug')
		.map((table) => valueIn(table, 'name') ?? '');
}

/**
 * @param {string} table
 * @param {string} key
 */
function valueIn(table, key) {
	return new RegExp(`^\\s*${key}\\s*=\\s*(["'])(.*?)\\1`, 'm').exec(table)?.[2];
}

/**
 * What follows an option, as `--name value` or `--name=value`; an empty text where nothing does.
 * @param {readonly string[]} args
 * @param {string} name
 */
function valuesOf(args, name) {
	return args.flatMap((arg, index) => {
		if (arg.startsWith(`${name}=`)) return [arg.slice(name.length + 1)];
		if (arg !== name) return [];
		const next = args[index + 1] ?? '';
		return [next.startsWith('-') ? '' : next];
	});
}

/** @param {string} path */
function readIfThere(path) {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}
