/** The scripts of package.json that are a command of ours; npm tells in the environment which one it runs. */
const scripts: Readonly<Record<string, string>> = {
	'vm:test': 'cfsbench run',
	'vm:shell': 'cfsbench shell',
	'vm:bench': 'cfsbench bench',
	clean: 'cfsbench clean',
	doctor: 'cfsbench doctor',
};

/** A line that begins with `cfsbench`, in the words that the person called us by: `npm run vm:test -- verity`. */
export function calledAs(line: string, script = process.env.npm_lifecycle_event): string {
	const command = scripts[script ?? ''];
	if (command === undefined || !`${line} `.startsWith(`${command} `)) return line;
	const words = line.slice(command.length);
	return `npm run ${script}${words === '' ? '' : ` --${words}`}`;
}
