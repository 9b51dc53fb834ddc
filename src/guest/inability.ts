import {type Capability, type ContestantName, contestants} from '../result/contestant.ts';
import type {Outcome} from '../result/outcome.ts';

/**
 * What the outcome of a case means where its contestant is declared unable to what the case needs: a failure is `notrun` with the
 * declared reason, for it bears the declaration out; a case that passes refutes it, and one that fails in another way than declared
 * does not bear it out.
 */
export function judgeInability(
	outcome: Outcome,
	needs: readonly Capability[],
	name: ContestantName,
): Outcome {
	const {cannot} = contestants[name];
	const declared = needs.flatMap((need) => {
		const inability = cannot[need];
		return inability === undefined ? [] : [{need, ...inability}];
	});
	const [first] = declared;
	if (first === undefined) return outcome;

	if (outcome.kind === 'passed') {
		const words = declared.map(({need, reason}) => `'${need}' (${reason})`).join(' and ');
		const message = `${name} is declared unable to ${words}, but the case passes`;
		return {kind: 'failed', failures: [{source: 'assertion', message}]};
	}
	if (outcome.kind !== 'failed') return outcome;

	const said = outcome.failures.map(({message}) => message).join('\n');
	const borne = declared.find(({sign}) => sign === undefined || sign.test(said));
	if (borne !== undefined) return {kind: 'notrun', reason: `${name} cannot: ${borne.reason}`};
	const message = `${name} is declared unable to '${first.need}' (${first.reason}), but the case does not fail as declared, by ${first.sign}:`;
	return {kind: 'failed', failures: [{source: 'assertion', message}, ...outcome.failures]};
}
