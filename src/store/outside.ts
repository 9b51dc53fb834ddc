import {existsSync, realpathSync, statSync} from 'node:fs';
import {basename, dirname, join, resolve, sep} from 'node:path';
import {UsageError} from '../errors.ts';
import {resolveTree} from './source.ts';

/**
 * Refuses a path, which need not exist yet, that lies in the tree: packing would read what it writes. A path below the
 * tree on another filesystem is fine, since the walk doesn't go there. Throws a UsageError, also when there is no tree.
 */
export function refuseInside(tree: string, path: string, what: string): void {
	const root = resolveTree(tree).toString();
	if (statSync(root).dev !== statSync(nearestExisting(resolve(path))).dev) return;
	const real = resolveExisting(resolve(path));
	if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep))
		throw new UsageError(`Expected ${what} to lie outside the tree that is packed, got one in '${tree}'`);
}

function nearestExisting(path: string): string {
	return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** An absolute path without symbolic links, as far as it exists. */
function resolveExisting(path: string): string {
	return existsSync(path) ? realpathSync(path) : join(resolveExisting(dirname(path)), basename(path));
}
