import {UsageError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import {type ContestantName, contestants} from '../result/contestant.ts';
import {findProgram} from '../vm/program.ts';

/**
 * Of the selected cases those that a contestant can be put to, without the driver: all for composefs, else what asks nothing of
 * composefs alone. Throws a UsageError where none is left.
 */
export function casesFor(
	contestant: ContestantName | undefined,
	cases: readonly ListedCase[],
): readonly ListedCase[] {
	if (contestant === undefined || contestant === 'composefs') return cases;
	const portable = cases.filter(({needs}) => needs !== undefined);
	if (portable.length === 0)
		throw new UsageError(`none of the ${cases.length} selected cases can be put to ${contestant}`, {
			remedy: 'cases that can be say what they need: `needs: []`; cfsbench list shows every case',
		});
	return portable.map((listed) => ({...listed, module: false}));
}

/** The programs of the host that make what is mounted. Throws a UsageError that names the package of one that is missing. */
export async function programsOf(
	contestant: ContestantName | undefined,
	find: (name: string) => Promise<string | undefined> = findProgram,
): Promise<readonly string[]> {
	const {programs} = contestants[contestant ?? 'composefs'];
	return Promise.all(
		Object.entries(programs).map(async ([name, brings]) => {
			const path = await find(name);
			if (path !== undefined) return path;
			throw new UsageError(`Expected the program ${name}, which makes what ${contestant} mounts, got none`, {
				remedy: `apt-get install ${brings}`,
			});
		}),
	);
}
