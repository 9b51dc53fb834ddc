import type {Command} from 'commander';
import {exitCode} from '../../errors.ts';
import {describeChange, diffImages} from '../../image/image-diff.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {readImageFile} from './input.ts';
import {writeLines} from './output.ts';

/** `cfsbench image diff`. */
export function addDiff(image: Command): void {
	const command = image
		.command('diff')
		.description('Say what changed from one image to another: entries, attributes, xattrs, content.')
		.argument('<image>', 'the image before')
		.argument('<image-b>', 'the image after')
		.optionsGroup('Form')
		.option('--json', 'one JSON object a line')
		.action(diff);
	withManual(command, {
		about: [
			'How a tree is stored makes no difference: inode numbers, order, link counts, sizes of directories, chunks that are shared or not.',
		],
		exitCodes: {0: 'they hold the same', 1: 'they differ, or one is broken', ...usualExitCodes},
		examples: [
			{does: 'what an update changed', line: 'cfsbench image diff old.cfs new.cfs'},
			{
				does: 'files with new content',
				line: `cfsbench image diff --json old.cfs new.cfs | jq -r 'select(any(.fields[]; .field == "digest")) | .path'`,
			},
		],
	});
}

async function diff(before: string, after: string, {json}: {readonly json?: boolean}): Promise<void> {
	const changes = diffImages(readImageFile(before), readImageFile(after));
	if (changes.length > 0) process.exitCode = exitCode.failed;
	await writeLines(changes.map((change) => `${json ? JSON.stringify(change) : describeChange(change)}\n`));
}
