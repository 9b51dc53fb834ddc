import type {CaseContext} from '#case';

/** A call and what it is refused with. */
export type Attempt = readonly [code: string, call: string, action: () => unknown];

/** Makes all of them, and names the one that ended otherwise. */
export async function refuseAll(t: CaseContext, attempts: readonly Attempt[]): Promise<void> {
	for (const [code, call, action] of attempts)
		await t.fails(code, action).catch((error) => {
			throw new Error(`${call}: ${error.message}`, {cause: error});
		});
}
