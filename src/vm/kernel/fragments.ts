/**
 * The settings of configuration fragments that a kernel's final configuration doesn't have as asked: kconfig drops in
 * silence what it doesn't know and what depends on something that is off.
 */
export function lostSettings(fragments: string, config: string): string[] {
	const has = settings(config);
	return [...settings(fragments)]
		.filter(([name, value]) => (has.get(name) ?? 'n') !== value)
		.map(([name, value]) => `${name}=${value}`);
}

/** What fragments ask for: a reason that is put in other words builds no other kernel. */
export function withoutComments(fragments: string): readonly string[] {
	return fragments.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

function settings(text: string): Map<string, string> {
	return new Map(
		[...text.matchAll(/^(CONFIG_\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value.trim()]),
	);
}
