import {escapeMarkup, plainLine} from './plain-text.ts';
import {type CaseRecord, type RunRecord, suiteOf, whyUnjudged} from './run-record.ts';
import {type BadVerdict, type Verdict, verdictOf} from './verdict.ts';

/** JUnit's XML, in the form that Jenkins' schema (junit-10.xsd) describes: a `testsuite` for each suite. */
export function encodeJunit(record: RunRecord): string {
	const cases = record.cases.map((item) => ({item, verdict: verdictOfRecord(item, record)}));
	const suites = groupBySuite(cases);
	const body =
		cases.length === 0 && record.finished?.ended !== undefined
			? [lostRun(record.finished.ended)]
			: [...suites].map(([name, members]) => testsuite(name, members, record));
	const totals = cases.length === 0 && body.length > 0 ? {tests: 1, failures: 0, errors: 1} : count(cases);

	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites${attributes({
			name: 'composefs-bench',
			time: seconds(record.finished?.ms ?? record.endedAt - record.beganAt),
			tests: totals.tests,
			failures: totals.failures,
			errors: totals.errors,
		})}>`,
		...body,
		'</testsuites>',
		'',
	].join('\n');
}

interface Judged {
	readonly item: CaseRecord;
	readonly verdict: Verdict;
}

function verdictOfRecord({result, info}: CaseRecord, record: RunRecord): Verdict {
	if (result !== undefined) return verdictOf(result, info?.file);
	return {kind: 'error', type: 'unjudged', reasons: [whyUnjudged(record)]};
}

function groupBySuite(cases: readonly Judged[]): ReadonlyMap<string, readonly Judged[]> {
	const suites = new Map<string, Judged[]>();
	for (const judged of cases) {
		const name = suiteOf(judged.item.id);
		suites.set(name, [...(suites.get(name) ?? []), judged]);
	}
	return suites;
}

function testsuite(name: string, members: readonly Judged[], record: RunRecord): string {
	const {tests, failures, errors, skipped} = count(members);
	const ms = members.reduce((sum, {item}) => sum + (item.result?.ms ?? 0), 0);
	return [
		`\t<testsuite${attributes({
			name,
			tests,
			failures,
			errors,
			skipped,
			time: seconds(ms),
			timestamp: new Date(record.beganAt).toISOString().slice(0, 19),
		})}>`,
		...properties(record),
		...members.map((member) => testcase(name, member)),
		'\t</testsuite>',
	].join('\n');
}

function properties({started}: RunRecord): readonly string[] {
	if (started === undefined) return [];
	const {runId, kernel, accelerator, isolation} = started;
	const values = {
		run: runId,
		'kernel.release': kernel.release,
		'kernel.package': `${kernel.name} ${kernel.version}`,
		accelerator: accelerator.name,
		isolation,
	};
	return [
		'\t\t<properties>',
		...Object.entries(values).map(([name, value]) => `\t\t\t<property${attributes({name, value})}/>`),
		'\t\t</properties>',
	];
}

function testcase(suite: string, {item, verdict}: Judged): string {
	const name = item.id.slice(suite.length + 1) || item.id;
	const time = seconds(item.result?.ms ?? 0);
	const open = `\t\t<testcase${attributes({classname: suite, name, time})}`;
	switch (verdict.kind) {
		case 'passed':
			if (item.result?.annotation?.kind !== 'flaky') return `${open}/>`;
			return `${open}>\n\t\t\t<flakyFailure${attributes({type: 'flaky', message: item.result.note ?? ''})}/>\n\t\t</testcase>`;
		case 'skipped':
			return `${open}>\n\t\t\t<skipped${attributes({message: plainLine(verdict.reason)})}/>\n\t\t</testcase>`;
		case 'failure':
		case 'error':
			return `${open}>\n\t\t\t${complaint(item, verdict)}\n${systemOut(item)}\t\t</testcase>`;
	}
}

/** One element for all reasons: most readers look at the first only. */
function complaint({result}: CaseRecord, {kind, type, reasons, place}: BadVerdict): string {
	const text = [
		...reasons,
		...(place === undefined ? [] : [`at ${place.file}:${place.line}:${place.column}`]),
		...(result?.note === undefined ? [] : [`note: ${result.note}`]),
		...(result?.rerun === undefined ? [] : [`rerun: ${result.rerun}`]),
	].join('\n');
	return `<${kind}${attributes({type, message: plainLine(reasons[0] ?? type)})}>${escapeMarkup(text)}</${kind}>`;
}

function systemOut({result}: CaseRecord): string {
	if (result === undefined) return '';
	const text = [
		...result.log.map((line) => `log: ${line}`),
		...result.console.lines,
		`console: ${result.console.path}`,
	].join('\n');
	return `\t\t\t<system-out>${escapeMarkup(text)}</system-out>\n`;
}

/** The run ended before it had a case: without an entry, CI would take that for "nothing wrong". */
function lostRun(ended: string): string {
	return [
		`\t<testsuite${attributes({name: 'composefs-bench', tests: 1, failures: 0, errors: 1})}>`,
		`\t\t<testcase${attributes({classname: 'composefs-bench', name: 'run'})}>`,
		`\t\t\t<error${attributes({type: 'infra', message: plainLine(ended)})}>${escapeMarkup(ended)}</error>`,
		'\t\t</testcase>',
		'\t</testsuite>',
	].join('\n');
}

function count(cases: readonly Judged[]) {
	const of = (kind: Verdict['kind']) => cases.filter(({verdict}) => verdict.kind === kind).length;
	return {tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped')};
}

function attributes(values: Readonly<Record<string, string | number>>): string {
	return Object.entries(values)
		.map(([name, value]) => ` ${name}="${escapeMarkup(plainLine(String(value)))}"`)
		.join('');
}

function seconds(ms: number): string {
	return (ms / 1000).toFixed(3);
}
