import type {Command} from 'commander';
import {exitCode} from '../../errors.ts';
import {checkImage} from '../../image/check.ts';
import {describeFinding, type Finding, remedyOf, ruleText} from '../../image/rules.ts';
import {usualExitCodes, withManual} from '../help.ts';
import {wholeNumber} from '../options.ts';
import {progressOn} from '../progress.ts';
import {readImageFile} from './input.ts';

/** `cfsbench image check`. */
export function addCheck(image: Command): void {
	const command = image
		.command('check')
		.description('Check an image against every rule of the format.')
		.argument('<image>', 'the image')
		.optionsGroup('What to tell')
		.option('--errors-only', 'only what a reader refuses, not what a writer owes')
		.option('--json', 'one JSON object a line')
		.option('--limit <n>', 'tell of each rule at most so often', wholeNumber(1, 1_000_000_000), 1000)
		.option('--quiet', 'no progress')
		.action(check);
	withManual(command, {
		about: [
			'An error is what a reader refuses (EUCLEAN); a warning is what a writer should not have written but readers accept. All that is wrong is told, each with its byte, the rule, what was found and a remedy.',
		],
		exitCodes: {0: 'the image is good', 1: 'something was found', ...usualExitCodes},
		examples: [
			{does: 'everything that is wrong with it', line: 'cfsbench image check rootfs.cfs'},
			{
				does: "another tool's image, by what kernels demand",
				line: 'cfsbench image check --errors-only other.cfs',
			},
		],
		seeAlso: 'docs/format.md',
	});
}

interface CheckFlags {
	readonly errorsOnly?: boolean;
	readonly json?: boolean;
	readonly limit: number;
	readonly quiet?: boolean;
}

function check(path: string, {errorsOnly, json, limit, quiet}: CheckFlags): void {
	const progress = progressOn('inodes', {quiet: quiet ?? false});
	const found = checkImage(readImageFile(path), {
		limit,
		onAdvance: (done, total) => progress({type: 'step-advanced', step: 'check', done, total}),
	});
	progress({type: 'step-finished', step: 'check', ms: 0});
	const shown = found.filter(({severity}) => !errorsOnly || severity === 'error');
	if (shown.length > 0) process.exitCode = exitCode.failed;
	if (json) {
		for (const finding of shown)
			console.log(JSON.stringify({...finding, text: ruleText(finding.rule), remedy: remedyOf(finding)}));
		return;
	}
	for (const finding of shown) console.log(`${path}: ${finding.severity}: ${describeFinding(finding)}`);
	for (const [rule, count] of Object.entries(countBy(shown)))
		if (count === limit) console.log(`${path}: ${rule}: told ${limit} times, there may be more`);
	const rulesOf = new Map<string, Set<string>>();
	for (const finding of shown)
		rulesOf.set(remedyOf(finding), (rulesOf.get(remedyOf(finding)) ?? new Set()).add(finding.rule));
	for (const [remedy, rules] of rulesOf) console.log(`Remedy (${[...rules].join(', ')}): ${remedy}`);
	if (shown.length === 0) console.log(`${path}: good`);
}

function countBy(findings: readonly Finding[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const {rule} of findings) counts[rule] = (counts[rule] ?? 0) + 1;
	return counts;
}
