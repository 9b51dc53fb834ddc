/** What somebody does who may write to the disk, and not to the kernel's memory. */
import {closeSync, copyFileSync, openSync, readFileSync, unlinkSync, writeFileSync, writeSync} from 'node:fs';
import type {CaseContext} from '../../guest/case.ts';
import type {Directory} from '../../image/tree.ts';
import {enableVerity} from '../../store/enable-verity.ts';
import type {Contestant, Material} from './contestant.ts';
import {objectOf, replaceImage} from './material.ts';
import {writeOnDisk} from './patch.ts';
import {type Sample, sampleTree} from './sample-tree.ts';

const block = 4096;

/** Of squashfs, in bytes. */
const superblock = 96;

/** The content of a file with one bit of it turned. */
function turned(content: Buffer | undefined, at = 0): Buffer {
	const other = Buffer.from(content ?? Buffer.alloc(1));
	other[at] = (other[at] ?? 0) ^ 1;
	return other;
}

/**
 * Changes the content of a file where the contestant has it. An object is written anew, `forged` with fs-verity; an image with
 * fs-verity can't be written to and is made anew; one below dm-verity is written to in place.
 */
export function changeContent(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
	path: string,
	how: 'plain' | 'forged',
): void {
	const content = turned(material.contents.get(path));
	if (contestant.content !== 'image') {
		const object = objectOf(material, path);
		unlinkSync(object);
		writeFileSync(object, content);
		if (how === 'forged') enableVerity(object);
	} else if (contestant.anchor === 'dm-verity') {
		const {offset, forged} = placeOf(t, contestant, material, path);
		const image = openSync(material.image, 'r+');
		try {
			writeSync(image, forged, 0, forged.length, offset);
		} finally {
			closeSync(image);
		}
	} else replaceImage(t, contestant, withContent(sampleTree(), path, content), material);
}

/** Gives one file the content of another where the contestant has it, as valid as it was before. */
export function swapContent(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
	path: string,
	by: string,
): void {
	if (contestant.content !== 'image') {
		const object = objectOf(material, path);
		unlinkSync(object);
		copyFileSync(objectOf(material, by), object);
		enableVerity(object);
		return;
	}
	const sample = sampleTree();
	replaceImage(
		t,
		contestant,
		withContent(sample, path, sample.contents.get(by) ?? Buffer.alloc(0)),
		material,
	);
}

/** Another tree in the place of a material's: in its image, or in the list from which links are made. */
export function changeTree(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
	change: (tree: Directory) => void,
): void {
	const sample = sampleTree();
	change(sample.tree);
	material.tree.entries.splice(0, Number.POSITIVE_INFINITY, ...sample.tree.entries);
	if (contestant.writeImage !== undefined) replaceImage(t, contestant, sample, material);
}

/** The same names, one of them with other bytes: the object that its inode names has them where images are made of objects. */
function withContent({tree, contents}: Sample, path: string, content: Buffer): Sample {
	return {tree, contents: new Map([...contents, [path, content]])};
}

/** Where the content of a path is on the store's disk, and what would have to be there for other content. */
interface Place {
	readonly file: string;
	readonly offset: number;
	readonly forged: Buffer;
}

function placeOf(t: CaseContext, contestant: Contestant, material: Material, path: string): Place {
	const forged = turned(material.contents.get(path)).subarray(0, 1);
	if (contestant.content !== 'image') return {file: objectOf(material, path), offset: 0, forged};
	const content = material.contents.get(path) ?? Buffer.alloc(0);
	const bytes = readFileSync(material.image);
	// What is left of the last block may lie elsewhere.
	const plain = bytes.indexOf(content.subarray(0, block));
	if (plain !== -1) return {file: material.image, offset: plain, forged};
	// Compressed: it is where an image differs that has other content. Not every bit leaves it as long as it was.
	for (const at of Array.from({length: 16}, (_, index) => index)) {
		const changed = turned(content, at);
		const other = makeOther(t, contestant, material, withContent(sampleTree(), path, changed));
		if (other.length !== bytes.length) continue;
		// A time of making is in the superblock, which differs anyway.
		const first = bytes.findIndex((byte, index) => index >= superblock && byte !== other[index]);
		const last = bytes.findLastIndex((byte, index) => byte !== other[index]);
		return {file: material.image, offset: first, forged: other.subarray(first, last + 1)};
	}
	throw new Error(`Expected an image of ${contestant.name} that differs in ${path} to be as long`);
}

/** The bytes of an image of another sample, as it would be made in the place of a material's. */
export function makeOther(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
	sample: Sample,
): Buffer {
	const image = `${material.image}.other`;
	writeFileSync(image, '');
	replaceImage(t, contestant, sample, {...material, image});
	const bytes = readFileSync(image);
	unlinkSync(image);
	return bytes;
}

/** Changes a byte of a file's content on the disk itself, below the filesystem that has the object or the image. Caches forget it. */
export function changeOnDisk(t: CaseContext, contestant: Contestant, material: Material, path: string): void {
	const {file, offset, forged} = placeOf(t, contestant, material, path);
	writeOnDisk(file, [{offset, bytes: forged.subarray(0, 1)}]);
}

/** What a file shows, or the step that fails. */
export function readStepwise(
	path: string,
): {readonly content: Buffer} | {readonly step: 'at open' | 'at read'; readonly error: string} {
	let step: 'at open' | 'at read' = 'at open';
	let fd: number | undefined;
	try {
		fd = openSync(path, 'r');
		step = 'at read';
		return {content: readFileSync(fd)};
	} catch (error) {
		return {step, error: (error as NodeJS.ErrnoException).code ?? String(error)};
	} finally {
		if (fd !== undefined) closeSync(fd);
	}
}
