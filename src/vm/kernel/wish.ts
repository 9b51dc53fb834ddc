import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {UsageError} from '../../errors.ts';
import {didYouMean} from '../../nearest.ts';

/** What a `--kernel` option asks for. */
export type KernelWish =
	/** An image package of this distribution; undefined is its newest one for virtual machines. */
	| {readonly kind: 'package'; readonly name: string | undefined}
	/** An image package of another suite. */
	| {readonly kind: 'suite'; readonly suite: string; readonly name: string}
	/** A built kernel tree. */
	| {readonly kind: 'tree'; readonly path: string}
	/** An image file, with what was built along with it. */
	| {
			readonly kind: 'image';
			readonly path: string;
			readonly headers: string;
			readonly modules: string | undefined;
	  }
	/** The kernel that runs here. */
	| {readonly kind: 'host'}
	/** Our own, built with what finds bugs. */
	| {readonly kind: 'debug'};

/** The options beside it. */
export interface KernelFolders {
	readonly headers?: string | undefined;
	readonly modules?: string | undefined;
}

/** Kernels that are no package. */
export const kernelWords = ['host', 'debug'] as const;

const wishForms =
	"'debug', 'host', an image package such as linux-image-cloud-amd64, SUITE/PACKAGE, a built kernel tree as ./DIR, or an image with --headers";

/** Tells from the words alone what is meant; only whether a path is there is looked up. Throws a UsageError. */
export function parseWish(wanted: string | undefined, {headers, modules}: KernelFolders = {}): KernelWish {
	if (headers !== undefined) {
		if (wanted === undefined)
			throw new UsageError('--headers needs the image that they belong to: --kernel IMAGE');
		return {
			kind: 'image',
			path: resolve(wanted),
			headers: resolve(headers),
			modules: modules === undefined ? undefined : resolve(modules),
		};
	}
	if (modules !== undefined) throw new UsageError('--modules goes with --kernel IMAGE --headers DIR');

	if (wanted === undefined || /^[a-z0-9][a-z0-9+.-]+$/.test(wanted)) {
		const word = kernelWords.find((one) => one === wanted);
		return word === undefined ? {kind: 'package', name: wanted} : {kind: word};
	}
	const [, suite, name] = /^([a-z][a-z0-9-]+)\/(linux-[a-z0-9+.-]+)$/.exec(wanted) ?? [];
	if (suite !== undefined && name !== undefined) return {kind: 'suite', suite, name};
	if (/^\.{0,2}\//.test(wanted) || (wanted.includes('/') && existsSync(wanted)))
		return {kind: 'tree', path: resolve(wanted)};

	throw new UsageError(`Expected the name of a kernel, got '${wanted}'`, {
		remedy: didYouMean(wanted.toLowerCase(), kernelWords, `It may be ${wishForms}.`),
	});
}
