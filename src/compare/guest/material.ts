import {copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {CaseContext} from '../../guest/case.ts';
import {measureVerity} from '../../guest/store.ts';
import type {Place} from '../../guest/workspace.ts';
import {findInode} from '../../image/tree.ts';
import {enableVerity} from '../../store/enable-verity.ts';
import type {Contestant, Material} from './contestant.ts';
import {objectIn, type Sample, sampleTree} from './sample-tree.ts';

/** What a contestant shows the sample tree from: a store of its own, and its image, which is made once in a case and copied then. */
export function makeMaterial(t: CaseContext, contestant: Contestant, own = ''): Material {
	const sample = sampleTree(own);
	const stores = [join(t.tmp('scratch'), 'objects')];
	const place = 'scratch';
	addObjects(sample, stores);
	if (contestant.writeImage === undefined) return {...sample, place, stores, image: ''};
	const first = firstImage(t, contestant, sample, stores, own);
	const image = join(t.tmp('scratch'), 'image');
	copyFileSync(first.image, image);
	return {...sample, place, stores, image, digest: seal(contestant, image, first.rootHash)};
}

/** Makes the image of a tree at a place, and adds to the first of the stores what none of them has yet. */
export function packSample(
	t: CaseContext,
	contestant: Contestant,
	sample: Sample,
	stores: readonly string[],
	place: Place = 'scratch',
): Material {
	addObjects(sample, stores);
	if (contestant.writeImage === undefined) return {...sample, place, stores, image: ''};
	const image = join(t.tmp(place), 'image');
	const rootHash = writeImage(t, contestant, sample, stores, image);
	return {...sample, place, stores, image, digest: seal(contestant, image, rootHash)};
}

/** Writes the image of another sample where that of a material is, with fs-verity on as before. */
export function replaceImage(
	t: CaseContext,
	contestant: Contestant,
	sample: Sample,
	{image}: Material,
): void {
	const store = t.tmp('scratch');
	// Its content may be other than its digests say.
	if (contestant.content === 'image') addObjects(sample, [store]);
	rmSync(image);
	seal(contestant, image, writeImage(t, contestant, sample, [store], image));
	rmSync(store, {recursive: true});
	mkdirSync(store);
}

/** Frees the space. */
export function discard({stores, image}: Material): void {
	for (const path of [...stores, image]) if (path !== '') rmSync(path, {recursive: true});
}

/** Where the object of a file is. */
export function objectOf({tree, stores}: Material, path: string): string {
	const object = objectIn(tree, path);
	return join(stores.find((store) => existsSync(join(store, object))) ?? stores[0] ?? '', object);
}

interface FirstImage {
	readonly image: string;
	/** dm-verity's. */
	readonly rootHash: string;
}

const firstImages = new WeakMap<CaseContext, Map<string, FirstImage>>();

function firstImage(
	t: CaseContext,
	contestant: Contestant,
	sample: Sample,
	stores: readonly string[],
	own: string,
): FirstImage {
	const made = firstImages.get(t) ?? new Map<string, FirstImage>();
	firstImages.set(t, made);
	const key = `${contestant.name} ${own}`;
	const known = made.get(key);
	if (known !== undefined) return known;
	const image = join(t.tmp('scratch'), 'image');
	const first = {image, rootHash: writeImage(t, contestant, sample, stores, image)};
	made.set(key, first);
	return first;
}

function writeImage(
	t: CaseContext,
	{writeImage: write}: Contestant,
	sample: Sample,
	stores: readonly string[],
	image: string,
): string {
	return write?.({...sample, stores, directory: () => t.tmp()}, image) ?? '';
}

/** Gives what vouches for an image from now on. */
function seal({anchor}: Contestant, image: string, rootHash: string): string {
	if (anchor === 'dm-verity') return rootHash;
	enableVerity(image);
	return measureVerity(image).toString('hex');
}

/** Adds to the first of the stores what none of them has yet, with fs-verity. */
function addObjects({tree, contents}: Sample, stores: readonly string[]): void {
	for (const [path, content] of contents) {
		if (findInode(tree, path) === undefined) continue;
		const object = objectIn(tree, path);
		if (stores.some((store) => existsSync(join(store, object)))) continue;
		const added = join(stores[0] ?? '', object);
		mkdirSync(dirname(added), {recursive: true});
		writeFileSync(added, content, {flag: 'wx'});
		enableVerity(added);
	}
}
