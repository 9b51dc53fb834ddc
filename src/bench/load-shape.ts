import {readFileSync} from 'node:fs';
import {UsageError} from '../errors.ts';
import type {Shape} from './shape.ts';
import developer from './shapes/cs9-developer.json' with {type: 'json'};
import small from './shapes/small.json' with {type: 'json'};

/** Shapes that come with the project. */
const namedShapes: Readonly<Record<string, Shape>> = {'cs9-developer': developer, small};

export function isNamedShape(name: string): boolean {
	return namedShapes[name] !== undefined;
}

const histograms = [
	'children_per_directory_le',
	'name_length',
	'depth',
	'regular_size_bits',
	'xattr_sets',
	'owners',
	'regular_modes',
] as const;
const numbers = ['entries', 'total_size', 'distinct_backing_files'] as const;

/** A shape by its name, or of a JSON file. Throws a UsageError that names the file and the field that is wrong. */
export function loadShape(nameOrFile: string): Shape {
	const named = namedShapes[nameOrFile];
	if (named !== undefined) return named;
	let shape: Shape;
	try {
		shape = JSON.parse(readFileSync(nameOrFile, 'utf8')) as Shape;
	} catch (error) {
		throw new UsageError(
			`Expected ${Object.keys(namedShapes).join(', ')} or a file as shape, got '${nameOrFile}': ${(error as Error).message}`,
			{cause: error},
		);
	}
	const refuse = (field: string, rule: string, value: unknown) => {
		throw new UsageError(
			`The shape '${nameOrFile}': ${field}: expected ${rule}, got ${JSON.stringify(value)}`,
		);
	};
	const isCount = (value: unknown) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
	for (const field of numbers) if (!isCount(shape?.[field])) refuse(field, 'a count', shape?.[field]);
	for (const field of histograms) {
		const counts: unknown = shape[field];
		if (typeof counts !== 'object' || counts === null || !Object.values(counts).every(isCount))
			refuse(field, 'counts by value', counts);
	}
	for (const type of ['dir', 'lnk', 'reg'] as const)
		if (!isCount(shape.types?.[type])) refuse(`types.${type}`, 'a count', shape.types?.[type]);
	for (const field of ['min', 'median', 'max', 'mean'] as const)
		if (typeof shape.symlink_target_length?.[field] !== 'number')
			refuse(`symlink_target_length.${field}`, 'a number', shape.symlink_target_length?.[field]);
	if (!Array.isArray(shape.largest_directories))
		refuse('largest_directories', 'a list', shape.largest_directories);
	return shape;
}
