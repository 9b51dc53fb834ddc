/** Whether a pattern of a list in the repository means this case: an id, or a glob whose `*` stands for anything. */
export function matchesCase(pattern: string, caseId: string): boolean {
	const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${source.join('.*')}$`).test(caseId);
}
