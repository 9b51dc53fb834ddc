import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {ListedCase} from '../result/case-info.ts';
import {foreignImagePath, foreignImagesFixture} from '../result/foreign-images.ts';
import type {PayloadSource} from './payload-disk.ts';

/**
 * The `foreign-images` fixture: images that other tools wrote and listings of them, from `../shared/data` of the checkout,
 * for the payload disk. Nothing where no case asks for them, or there are none.
 */
export function foreignImages(root: string, cases: readonly ListedCase[]): PayloadSource[] {
	const directory = join(root, '..', 'shared', 'data');
	if (!cases.some(({fixtures}) => fixtures.includes(foreignImagesFixture)) || !existsSync(directory))
		return [];

	return readdirSync(directory)
		.filter((name) => /\.(?:cfs|expected\.jsonl|expected\.jsonl\.gz)$/.test(name))
		.map((name) => ({path: foreignImagePath(name), content: {file: join(directory, name)}}));
}
