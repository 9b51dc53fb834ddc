import {SourceMap} from 'node:module';
import type {Failure, Outcome} from '../result/outcome.ts';
import {payloadPath} from '../result/protocol.ts';
import type {Bundle} from './bundle.ts';

/** Translates the guest's stack traces back to the TypeScript. */
export class StackMapper {
	readonly #maps = new Map<string, () => SourceMap>();

	constructor(agent: Bundle, cases: ReadonlyMap<string, Bundle>) {
		this.#add('/agent/agent.cjs', agent);
		for (const [id, bundle] of cases) this.#add(`/${payloadPath.case(id)}`, bundle);
	}

	stack(stack: string): string {
		return stack.replace(
			/(\/(?:agent|cases)\/[^\s():]+\.cjs):(\d+):(\d+)/g,
			(whole, file: string, line: string, column: string) => {
				const entry = this.#maps
					.get(file)?.()
					.findEntry(Number(line) - 1, Number(column) - 1);
				if (entry === undefined || !('originalSource' in entry)) return whole;
				return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
			},
		);
	}

	outcome(outcome: Outcome): Outcome {
		if (outcome.kind !== 'failed') return outcome;
		return {...outcome, failures: outcome.failures.map((failure) => this.#failure(failure))};
	}

	#failure(failure: Failure): Failure {
		return failure.stack === undefined ? failure : {...failure, stack: this.stack(failure.stack)};
	}

	/** Maps are parsed when a failure needs them: most runs have none. */
	#add(file: string, bundle: Bundle): void {
		let parsed: SourceMap | undefined;
		this.#maps.set(file, () => {
			parsed ??= new SourceMap(JSON.parse(bundle.map));
			return parsed;
		});
	}
}
