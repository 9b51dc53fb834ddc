import type {Command} from 'commander';
import {withManual} from '../help.ts';
import {addCat} from './cat.ts';
import {addCheck} from './check.ts';
import {addCreate} from './create.ts';
import {addDiff} from './diff.ts';
import {addDigest} from './digest.ts';
import {addDump} from './dump.ts';
import {addGenerate} from './generate.ts';
import {addInfo} from './info.ts';
import {addList} from './ls.ts';
import {addMissingObjects, addObjects} from './objects.ts';
import {addStat} from './stat.ts';

/** `cfsbench image`: make, read, check, compare and name descriptors. */
export function addImageCommand(program: Command): void {
	const image = withManual(
		program.command('image').description('Make, read, check and compare images (composefs descriptors).'),
		{
			about: [
				'An image holds all metadata of a tree; the content of its files lies in an object store, by digest. No root privileges are needed, and nothing is mounted.',
			],
			examples: [
				{
					does: 'a directory as an image and the store of its content',
					line: 'cfsbench image create /usr/share/zoneinfo zone.cfs --store objects',
				},
				{does: 'what is in it', line: 'cfsbench image ls zone.cfs'},
				{does: 'whether a kernel may trust it', line: 'cfsbench image check zone.cfs'},
				{does: 'what to mount it with: -o digest=', line: 'cfsbench image digest zone.cfs'},
			],
			seeAlso: 'docs/format.md, docs/mount.md',
		},
	);
	addCreate(image);
	addGenerate(image);
	addList(image);
	addStat(image);
	addCat(image);
	addInfo(image);
	addDiff(image);
	addDump(image);
	addCheck(image);
	addDigest(image);
	addObjects(image);
	addMissingObjects(image, 'missing-objects');
}
