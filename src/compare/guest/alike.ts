/** Trees of images that have most of their files in common, as images of one distribution have. */
import {directory} from '../../image/tree.ts';
import {type Sample, sampleFile, textOf} from './sample-tree.ts';

const folders = 10;
const filesEach = 10;

/** Each image has 100 files. */
export const filesOfImage = folders * filesEach;

/** Bytes: from 1 KiB to 31 KiB, 16 KiB on average, the same for the files that an image has alone as for the others. */
function sizeOf(folder: number, index: number): number {
	return 1024 + 310 * ((folder * filesEach + 37 * index) % 100);
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
				const content = textOf(`${path}${own}`, sizeOf(folder, index));
				contents.set(path, content);
				return [`file-${index}`, sampleFile(content)] as const;
			});
			return [`folder-${folder}`, directory(files)] as const;
		}),
	);
	return {tree, contents};
}
