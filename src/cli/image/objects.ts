import type {Command} from 'commander';
import {exitCode} from '../../errors.ts';
import {escapeBytes} from '../../image/bytes.ts';
import {type ImageObject, imageObjects} from '../../image/image-objects.ts';
import {jsonInteger} from '../../image/listing.ts';
import {findObject, openStores} from '../../store/find-object.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {collect} from '../options.ts';
import {readImageFile} from './input.ts';
import {writeLines} from './output.ts';

const jsonFlag = '--json';
const jsonText = 'one JSON object a line, with size and digest';

/** `cfsbench image objects`. */
export function addObjects(image: Command): void {
	const command = image
		.command('objects')
		.description('List the backing files that images need, each once.')
		.argument('<image...>', 'the images')
		.optionsGroup('Form')
		.option(jsonFlag, jsonText)
		.action(async (paths: readonly string[], {json}: {readonly json?: boolean}) =>
			writeLines(objectsOf(paths).map((object) => line(object, json))),
		);
	withManual(command, {
		about: ['They are relative to the base directories that a mount names, as the image records them.'],
		exitCodes: {0: 'all of them were listed', 1: 'an image is broken', ...usualExitCodes},
		examples: [
			{does: 'what to copy to another machine', line: 'cfsbench image objects rootfs.cfs > objects.txt'},
		],
	});
}

/** `cfsbench image missing-objects`, and `cfsbench store missing`. */
export function addMissingObjects(parent: Command, name: string): void {
	const command = parent
		.command(name)
		.description('List the backing files that images need and no store has.')
		.argument('<image...>', 'the images')
		.optionsGroup('Store')
		.requiredOption('--store <dir>', 'where content is; may be repeated', collect)
		.optionsGroup('Form')
		.option(jsonFlag, jsonText)
		.action(missing);
	withManual(command, {
		about: ['A file of another size than the image records is an error that names it, not a missing one.'],
		exitCodes: {0: 'none is missing', 1: 'some are, or an image is broken', ...usualExitCodes},
		examples: [
			{
				does: 'what to fetch before a mount',
				line: `cfsbench ${parent.name()} ${name} rootfs.cfs --store /var/lib/objects`,
			},
		],
	});
}

async function missing(
	paths: readonly string[],
	{store, json}: {readonly store: readonly string[]; readonly json?: boolean},
): Promise<void> {
	const stores = openStores(store);
	const absent = objectsOf(paths).filter((object) => findObject(stores, object) === undefined);
	if (absent.length > 0) process.exitCode = exitCode.failed;
	await writeLines(absent.map((object) => line(object, json)));
}

/** Those of all images, each once. */
function objectsOf(paths: readonly string[]): readonly ImageObject[] {
	const all = paths.flatMap((path) => imageObjects(readImageFile(path)));
	const byPath = new Map(all.map((object) => [object.backing.toString('latin1'), object]));
	return [...byPath.values()].sort((a, b) => a.backing.compare(b.backing));
}

function line({backing, size, digest}: ImageObject, json?: boolean): string {
	const path = escapeBytes(backing);
	if (!json) return `${path}\n`;
	return `${JSON.stringify({backing: path, size: jsonInteger(size), digest: digest?.toString('hex')})}\n`;
}
