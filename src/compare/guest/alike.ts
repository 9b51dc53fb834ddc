/** Trees of images that have most of their files in common, as images of one distribution have. */
import {createHash} from 'node:crypto';
import {directory} from '../../image/tree.ts';
import {type Sample, sampleFile} from './material.ts';

const folders = 10;
const filesEach = 10;

/** Each image has 100 files. */
export const filesOfImage = folders * filesEach;

/** Bytes: from 1 KiB to 31 KiB, 16 KiB on average, the same for the files that an image has alone as for the others. */
function sizeOf(folder: number, index: number): number {
	return 1024 + 310 * ((folder * filesEach + 37 * index) % 100);
}

/** Hexadecimal digits of what can't be foreseen: it compresses to a half, as the files of a distribution do. */
function contentOf(name: string, size: number): Buffer {
	const digits = createHash('shake256', {outputLength: Math.ceil(size / 2)})
		.update(name)
		.digest('hex');
	return Buffer.from(digits.slice(0, size));
}

/** The tree of image `number`: of ten files in each folder one is its own, and nine are those of every other image. */
export function alikeSample(number: number): Sample {
	const contents = new Map<string, Buffer>();
	const names = (count: number) => Array.from({length: count}, (_, index) => index);
	const tree = directory(
		names(folders).map((folder) => {
			const files = names(filesEach).map((index) => {
				const path = `folder-${folder}/file-${index}`;
				const own = index === folder ? ` of image ${number}` : '';
				const content = contentOf(`${path}${own}`, sizeOf(folder, index));
				contents.set(path, content);
				return [`file-${index}`, sampleFile(content)] as const;
			});
			return [`folder-${folder}`, directory(files)] as const;
		}),
	);
	return {tree, contents};
}
