import {sentence} from './citations.ts';
import {contestantTitles, decidingFile} from './claims.ts';
import {contestantNames} from './evidence.ts';
import {isAhead, type JudgedClaim, type JudgedRow} from './judge.ts';
import {alsoCounted, standingHeads, standingText, whyNotRun} from './standing-text.ts';
import {summarize, summaryLines} from './summary.ts';
import {cell} from './tables.ts';

/** The debate as Markdown: who said what, and each row with a link to the file that decides it. `linkTo` takes a path below the project's root. */
export function markdown(
	judged: readonly JudgedClaim[],
	environment: string,
	linkTo: (file: string) => string,
): string {
	const lines = ['# The debate, as this run decides it', '', environment, ''];
	lines.push(...summaryLines(summarize(judged)).map((line) => `- ${line}`), '');
	for (const one of judged) {
		const {claim, rows} = one;
		const link = linkTo(decidingFile(claim));
		lines.push(`## ${claim.title}`, '', claim.said, '');
		lines.push(...claim.cites.map((citation) => `- [${sentence(citation)}](${citation.url})`), '');
		lines.push(`Decided by [${decidingFile(claim)}](${link}).`, '');
		lines.push(...whyNotRun(one).flatMap((why) => [`**Not run**: ${why}.`, '']));
		lines.push(
			`| | ${contestantNames.map((name) => contestantTitles[name]).join(' | ')} | ${standingHeads.toAll} | ${standingHeads.toErofsOverlay} |`,
		);
		lines.push(`| --- |${' --- |'.repeat(contestantNames.length + 2)}`);
		lines.push(...rows.map((row) => tableRow(row, link)), '');
		lines.push(...alsoCounted(one).flatMap((line) => [`${line}.`, '']));
	}
	return lines.join('\n');
}

function tableRow(judged: JudgedRow, link: string): string {
	const cells = contestantNames.map((name) => {
		const text = cell(judged, name);
		const note = judged.values[name]?.note;
		const marked = isAhead(judged, name) ? `**${text}**` : text;
		return note === undefined ? marked : `${marked} (${note})`;
	});
	return `| [${judged.row.title}](${link}) | ${cells.join(' | ')} | ${standingText(judged.toAll)} | ${standingText(judged.toErofsOverlay)} |`;
}
