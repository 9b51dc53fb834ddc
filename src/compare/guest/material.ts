import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {CaseContext} from '../../guest/case.ts';
import {measureVerity} from '../../guest/store.ts';
import type {Place} from '../../guest/workspace.ts';
import {findInode} from '../../image/tree.ts';
import {enableVerity} from '../../store/enable-verity.ts';
import type {Contestant, Material} from './contestant.ts';
import {objectIn, objectName, type Sample, sampleTree} from './sample-tree.ts';

/** What a contestant shows the sample tree from: a store of its own, and its image. For many looks at it take a {@link Stock}. */
export function makeMaterial(t: CaseContext, contestant: Contestant, own = ''): Material {
	return packSample(t, contestant, sampleTree(own), [join(t.tmp('scratch'), 'objects')]);
}

/** Makes the image of a tree at a place, and adds to the first of the stores what none of them has yet. */
export function packSample(
	t: CaseContext,
	contestant: Contestant,
	sample: Sample,
	stores: readonly string[],
	place: Place = 'scratch',
): Material {
	for (const path of sample.contents.keys()) addObject(sample, path, stores);
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
	{image, stores}: Material,
): void {
	// Its content may be other than its digests say.
	const forged = t.tmp('scratch');
	for (const [path, content] of sample.contents)
		if (findInode(sample.tree, path) !== undefined && objectIn(sample.tree, path) !== objectName(content))
			writeObject(join(forged, objectIn(sample.tree, path)), content);
	rmSync(image);
	seal(contestant, image, writeImage(t, contestant, sample, [forged, ...stores], image));
	rmSync(forged, {recursive: true});
}

/** Where the object of a file is. */
export function objectOf({tree, stores}: Material, path: string): string {
	const object = objectIn(tree, path);
	return join(stores.find((store) => existsSync(join(store, object))) ?? stores[0] ?? '', object);
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
export function seal({anchor}: Contestant, image: string, rootHash: string): string {
	if (anchor === 'dm-verity') return rootHash;
	enableVerity(image);
	return measureVerity(image).toString('hex');
}

/** Adds the object of a file to the first of the stores, with fs-verity, where none of them has it yet. */
export function addObject({tree, contents}: Sample, path: string, stores: readonly string[]): void {
	const content = contents.get(path);
	if (content === undefined || findInode(tree, path) === undefined) return;
	const object = objectIn(tree, path);
	if (stores.some((store) => existsSync(join(store, object)))) return;
	const added = join(stores[0] ?? '', object);
	writeObject(added, content);
	enableVerity(added);
}

function writeObject(path: string, content: Buffer): void {
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, content, {flag: 'wx'});
}
