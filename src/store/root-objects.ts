import {readFileSync} from 'node:fs';
import {InfraError} from '../errors.ts';
import {imageObjects} from '../image/image-objects.ts';

/**
 * The paths of all objects that images name, one image in memory at a time. Throws an InfraError that names an image that is
 * broken or can't be read.
 */
export function rootObjects(
	images: readonly string[],
	onImage: (done: number, total: number) => void = () => {},
): Set<string> {
	const named = new Set<string>();
	for (const [index, image] of images.entries()) {
		try {
			for (const {backing} of imageObjects(readFileSync(image))) named.add(backing.toString('latin1'));
		} catch (error) {
			throw new InfraError(
				`Nothing was changed: the image '${image}' can't be read: ${(error as Error).message}`,
				{
					cause: error,
					remedy: 'Name images only, or take this one away if nobody needs it.',
				},
			);
		}
		onImage(index + 1, images.length);
	}
	return named;
}
