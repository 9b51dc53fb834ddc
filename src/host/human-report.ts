import {join, relative} from 'node:path';
import {isBadResult} from '../result/bad.ts';
import {contestants} from '../result/contestant.ts';
import type {
	CaseAttempted,
	CaseFinished,
	RunEvent,
	RunFinished,
	RunListener,
	RunStarted,
	StraySplat,
} from '../result/events.ts';
import type {Outcome} from '../result/outcome.ts';
import type {Progress} from '../result/progress.ts';
import {placeInStack} from '../result/source-place.ts';

/** Where a report goes: lines that stay, and on a terminal one line at the bottom that changes. */
export interface Screen {
	line(text: string): void;
	/** Replaces the bottom line; empty to take it away. Absent where the output is a log. */
	readonly bottom?: (text: string) => void;
	readonly color: boolean;
}

/** Tells a person how a run goes: calm when all is well, all that is needed when it is not. */
export function humanReport(screen: Screen, cwd: string): RunListener {
	const style = styles(screen.color);
	const showProgress = progressReport(screen, style);
	const running = new Map<string, number>();
	let total = 0;
	let done = 0;
	let clock: NodeJS.Timeout | undefined;
	let page: string | undefined;

	const showRunning = () => {
		const now = performance.now();
		const names = [...running].map(([id, since]) =>
			now - since < 2000 ? id : `${id} ${Math.floor((now - since) / 1000)} s`,
		);
		const shown =
			names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
		screen.bottom?.(names.length === 0 ? '' : style.dim(`${done}/${total}  ${shown}`));
	};

	return (event: RunEvent) => {
		switch (event.type) {
			case 'run-started':
				total = event.cases.length;
				page = relative(cwd, join(event.directory, 'report.html'));
				for (const line of header(event, cwd)) screen.line(line);
				if (screen.bottom !== undefined)
					clock = setInterval(() => running.size > 0 && showRunning(), 1000).unref();
				break;
			case 'progress':
				showProgress(event.progress);
				break;
			case 'case-started':
				running.set(event.caseId, performance.now());
				showRunning();
				break;
			case 'case-log':
				break;
			case 'case-attempted':
				running.delete(event.caseId);
				if (event.bad) screen.line(attemptLine(event, style, cwd));
				break;
			case 'case-finished':
				running.delete(event.caseId);
				done += 1;
				for (const line of caseLines(event, style, cwd)) screen.line(line);
				showRunning();
				break;
			case 'stray-splat':
				for (const line of strayLines(event, style, cwd)) screen.line(line);
				break;
			case 'infra-error':
				screen.line(
					`${style.bad('infra')}     ${event.caseId ?? ''}: ${event.message}${event.retried ? '' : '; trying once more'}`,
				);
				break;
			case 'run-finished':
				clearInterval(clock);
				screen.bottom?.('');
				for (const line of footer(event, page)) screen.line(line);
				break;
		}
	};
}

function header(event: RunStarted, cwd: string): readonly string[] {
	const {kernel, accelerator, isolation, runner, jobs, shard, contestant, cases} = event;
	const guests = jobs === 1 ? 'one guest' : `${jobs} guests side by side`;
	return [
		`kernel       ${kernel.release} (${kernel.name} ${kernel.version})`,
		`accelerator  ${accelerator.name}: ${accelerator.reason}`,
		`isolation    ${isolation}, ${guests}${runner === undefined ? '' : ', of virtme-ng'}`,
		...(contestant === undefined || contestant === 'composefs'
			? []
			: [`contestant   ${contestant}: ${contestants[contestant].title}`]),
		`cases        ${cases.length}${shard === undefined ? '' : `, shard ${shard.part} of plan ${shard.plan}`}`,
		`artifacts    ${relative(cwd, event.directory) || event.directory}`,
		'',
	];
}

/** Says in a log what is still going on after a moment; on a terminal the bottom line says it at once. */
const announceMs = 3_000;
/** What came from the cache at once is no news. */
const newsMs = 500;

function progressReport(screen: Screen, style: Styles): (progress: Progress) => void {
	const announced = new Map<string, NodeJS.Timeout>();
	return (progress) => {
		const {step} = progress;
		switch (progress.type) {
			case 'step-started':
				if (screen.bottom !== undefined) screen.bottom(style.dim(`${step} ...`));
				else announced.set(step, setTimeout(() => screen.line(`${step} ...`), announceMs).unref());
				break;
			case 'step-advanced': {
				const {done, total} = progress;
				const share = total === undefined ? String(done) : `${Math.floor((done / total) * 100)} %`;
				screen.bottom?.(style.dim(`${step} ${share}`));
				break;
			}
			case 'step-finished':
				clearTimeout(announced.get(step));
				screen.bottom?.('');
				if (progress.ms >= newsMs)
					screen.line(style.dim(`${step}: ${progress.note ?? 'done'}, ${seconds(progress.ms)}`));
				break;
		}
	};
}

function caseLines(event: CaseFinished, style: Styles, cwd: string): readonly string[] {
	const {outcome, caseId, ms, note} = event;
	const word = outcome.kind.padEnd(8);
	const bad = isBadResult(event);
	const isClean = outcome.kind === 'passed' && event.annotation === undefined;
	const first = `${bad ? style.bad(word) : isClean ? style.good(word) : style.dim(word)}  ${caseId}  ${style.dim(seconds(ms))}`;
	const beside = [
		...(outcome.kind === 'notrun' ? [outcome.reason] : []),
		...(event.notAllowed ? ['not in test/notrun-allowed.json'] : []),
		...(note === undefined ? [] : [note]),
		...(event.console.cutBytes > 0 ? [`console log cut by ${event.console.cutBytes} bytes`] : []),
	];
	const line = beside.length === 0 ? first : `${first}  (${beside.join('; ')})`;
	if (!bad) return [line];

	const details = [
		...reasons(outcome),
		...event.log.map((text) => `log: ${text}`),
		...event.console.lines.map((text) => style.dim(`| ${text}`)),
		`console: ${relative(cwd, event.console.path)}`,
		...(event.rerun === undefined ? [] : [`rerun: ${event.rerun}`]),
		...(event.kept === undefined ? [] : [`kept: ${event.kept.open}`]),
	];
	return [line, ...details.map((text) => text.replace(/^/gm, '          ')), ''];
}

function strayLines(
	{during, where, reasons, console}: StraySplat,
	style: Styles,
	cwd: string,
): readonly string[] {
	const word = during === 'boot' ? 'boot error' : 'stray splat';
	const details = [
		...reasons,
		...console.lines.map((text) => style.dim(`| ${text}`)),
		`console: ${relative(cwd, console.path)}`,
	];
	return [`${style.bad(word)}  ${where}`, ...details.map((text) => text.replace(/^/gm, '          ')), ''];
}

/** The last word comes when all attempts are made. */
function attemptLine(
	{caseId, attempt, outcome, ms, console}: CaseAttempted,
	style: Styles,
	cwd: string,
): string {
	const where = relative(cwd, console);
	return `${style.bad(outcome.kind.padEnd(8))}  ${caseId}  ${style.dim(seconds(ms))}  (attempt ${attempt}; console: ${where})`;
}

function reasons(outcome: Outcome): readonly string[] {
	switch (outcome.kind) {
		case 'failed':
			return outcome.failures.map(({source, message, stack}) => {
				const place = stack === undefined ? undefined : placeInStack(stack);
				return `${source}: ${message.trim()}${place === undefined ? '' : `\n    at ${place.file}:${place.line}:${place.column}`}`;
			});
		case 'crashed':
			return [outcome.reason];
		case 'timedout':
			return [`no answer within the deadline of ${seconds(outcome.deadlineMs)}`];
		case 'notrun':
		case 'passed':
			return [];
	}
}

function footer(
	{counts, annotations, straySplats, unjudged, ended, ms}: RunFinished,
	page: string | undefined,
): readonly string[] {
	const {passed, failed, notrun, crashed, timedout} = counts;
	return [
		'',
		...(unjudged.length > 0 ? [`${unjudged.length} not judged: ${ended ?? 'the run ended early'}`] : []),
		...(annotations === undefined ? [] : [annotationLine(annotations)]),
		...(straySplats === undefined ? [] : [`${straySplats} times the kernel complained where no case ran`]),
		...(page === undefined ? [] : [`page         ${page}`]),
		`${notrun} notrun, ${crashed} crashed, ${timedout} timedout, ${seconds(ms)}`,
		`${passed} passed, ${failed + crashed + timedout} failed`,
	];
}

function seconds(ms: number): string {
	return ms < 10_000 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(0)} s`;
}

function annotationLine(annotations: NonNullable<RunFinished['annotations']>): string {
	return [
		`${annotations.flaky} flaky`,
		`${annotations['expected-failure']} failed as expected`,
		`${annotations['unexpected-pass']} passed unexpectedly`,
	].join(', ');
}

interface Styles {
	good(text: string): string;
	bad(text: string): string;
	dim(text: string): string;
}

function styles(color: boolean): Styles {
	const paint = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
	return {good: paint(32), bad: paint(31), dim: paint(2)};
}
