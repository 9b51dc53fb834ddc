import type {CaseFinished, RunEvent, RunStarted} from './events.ts';
import {plainLine, plainText} from './plain-text.ts';
import {inSeconds, isBad, type Verdict, verdictOf} from './verdict.ts';

/**
 * KTAP version 1, as `Documentation/dev-tools/ktap.rst` of the kernel describes it: a flat list of cases, in the order in which
 * they end. Diagnostics stand before the line of the case they belong to.
 */
export class KtapEncoder {
	#cases: RunStarted['cases'] = [];
	#next = 1;
	#begun = false;

	/** The lines that an event brings, each with its newline; often none. */
	encode(event: RunEvent): string {
		return this.#lines(event)
			.map((line) => `${line}\n`)
			.join('');
	}

	#lines(event: RunEvent): readonly string[] {
		switch (event.type) {
			case 'run-started':
				this.#cases = event.cases;
				this.#begun = true;
				return [...start(event), `1..${event.cases.length}`];
			case 'case-finished':
				return this.#case(event);
			case 'stray-splat':
				return diagnostics(
					`${event.during === 'boot' ? 'boot error' : 'stray splat'}: ${event.where}: ${event.reasons.join('; ')}`,
				);
			case 'infra-error':
				return diagnostics(`infra: ${event.caseId ?? ''}: ${event.message}`);
			case 'run-finished':
				return this.#end(event.unjudged, event.ended);
			case 'progress':
			case 'case-started':
			case 'case-attempted':
			case 'case-log':
				return [];
		}
	}

	#case(event: CaseFinished): readonly string[] {
		const file = this.#cases.find(({id}) => id === event.caseId)?.file;
		const verdict = verdictOf(event, file);
		return [
			...(event.note === undefined ? [] : diagnostics(`note: ${event.note}`)),
			...(isBad(verdict) ? evidence(event, verdict) : []),
			this.#result(event.caseId, verdict.kind === 'passed' || verdict.kind === 'skipped', directive(verdict)),
		];
	}

	#end(unjudged: readonly string[], ended: string | undefined): readonly string[] {
		const why = ended ?? 'the run ended early';
		// Without a plan there's nothing to say "not ok" of; TAP has a word for that, and KTAP lets it stand.
		if (!this.#begun) return ['KTAP version 1', `Bail out! ${plainLine(why)}`];
		return [
			...(ended === undefined ? [] : diagnostics(`ended early: ${ended}`)),
			...unjudged.map((id) => this.#result(id, false, ` # ERROR not judged: ${plainLine(why)}`)),
		];
	}

	#result(id: string, ok: boolean, directive: string): string {
		return `${ok ? 'ok' : 'not ok'} ${this.#next++} ${plainLine(id).replaceAll('#', '_')}${directive}`;
	}
}

function start({runId, kernel, accelerator, isolation}: RunStarted): readonly string[] {
	return [
		'KTAP version 1',
		...diagnostics(`run: ${runId}`),
		...diagnostics(`kernel: ${kernel.release} (${kernel.name} ${kernel.version})`),
		...diagnostics(`accelerator: ${accelerator.name}`),
		...diagnostics(`isolation: ${isolation}`),
	];
}

function directive(verdict: Verdict): string {
	switch (verdict.kind) {
		case 'passed':
		case 'failure':
			return '';
		case 'skipped':
			return ` # SKIP ${plainLine(verdict.reason)}`;
		case 'error':
			return `${verdict.type === 'timedout' ? ' # TIMEOUT' : ' # ERROR'} ${plainLine(verdict.reasons[0] ?? '')}`;
	}
}

function evidence(event: CaseFinished, verdict: Extract<Verdict, {reasons: unknown}>): readonly string[] {
	const {place} = verdict;
	return [
		...verdict.reasons.flatMap(diagnostics),
		...(place === undefined ? [] : diagnostics(`at ${place.file}:${place.line}:${place.column}`)),
		...event.log.flatMap((line) => diagnostics(`log: ${line}`)),
		...event.console.lines.flatMap((line) => diagnostics(`| ${line}`)),
		...diagnostics(`console: ${event.console.path}`),
		...(event.rerun === undefined ? [] : diagnostics(`rerun: ${event.rerun}`)),
		...diagnostics(`time: ${inSeconds(event.ms)}`),
	];
}

/** No line of a guest starts a diagnostic: "# Subtest:" would mean something. */
function diagnostics(text: string): readonly string[] {
	return plainText(text)
		.split('\n')
		.map((line, index) => `# ${index === 0 ? '' : '    '}${line}`.trimEnd());
}
