import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {checkpatchDirectory, copyForKbuild, defaultKernelHeaders} from './kernel.ts';

export interface Command {
	readonly command: string;
	readonly args: readonly string[];
	readonly cwd?: string;
}

export interface Check {
	readonly name: string;
	/** Programs that the distribution packages; without one of them the check is skipped. */
	readonly tools?: readonly string[];
	/** What to run, in order; the first that fails is the verdict. */
	commands(root: string): Promise<readonly Command[]>;
}

async function filesBelow(root: string, directory: string, pattern: RegExp): Promise<string[]> {
	const names = await readdir(join(root, directory), {recursive: true});
	const files = names.filter((name) => pattern.test(name)).map((name) => join(directory, name));
	if (files.length === 0)
		throw new Error(`No file below ${directory} matches ${pattern}: nothing would be checked`);
	return files.sort();
}

/** Kbuild with all that it can complain about as errors: compiler, sparse, kernel-doc. */
function kbuildCheck(name: string, directory: string): Check {
	return {
		name,
		tools: ['make', 'gcc', 'sparse'],
		async commands(root) {
			const headers = await defaultKernelHeaders(root);
			const copy = await copyForKbuild(root, directory);
			const warnings = ['W=1e', 'C=2', 'CF=-Wsparse-error', 'KDOCFLAGS=-Werror'];
			return [{command: 'make', args: ['-C', headers, `M=${copy}`, ...warnings, 'modules']}];
		},
	};
}

const formatFlags = ['-std=gnu11', '-Wall', '-Wextra', '-Wpedantic', '-Wno-variadic-macros', '-Werror'];

export const checks: readonly Check[] = [
	kbuildCheck('module', 'kernel'),
	kbuildCheck('selftest-module', 'test/selftest/module'),
	{
		name: 'checkpatch',
		tools: ['perl', 'dpkg-deb', 'apt-get'],
		async commands(root) {
			const scripts = await checkpatchDirectory(root);
			const files = [
				...(await filesBelow(root, 'kernel', /\.[ch]$/)),
				...(await filesBelow(root, 'test/selftest/module', /\.[ch]$/)),
			];
			const options = ['--strict', '--no-tree', '--terse', '--no-summary', '--show-types', '--file'];
			return [{command: 'perl', args: [join(scripts, 'checkpatch.pl'), ...options, ...files]}];
		},
	},
	{
		name: 'format-in-user-space',
		tools: ['gcc', 'sparse'],
		async commands(root) {
			const files = await filesBelow(root, 'kernel/format', /\.c$/);
			return [
				{command: 'gcc', args: ['-fsyntax-only', ...formatFlags, ...files]},
				{command: 'sparse', args: ['-Wsparse-error', '-Wsparse-all', '-Wno-decl', ...files]},
			];
		},
	},
	{name: 'types', commands: async () => [{command: 'tsc', args: ['-p', '.']}]},
	{
		name: 'biome',
		commands: async () => [{command: 'biome', args: ['ci', '--colors=off', '--error-on-warnings', '.']}],
	},
	{
		name: 'ranks',
		commands: async () => [
			{command: 'depcruise', args: ['--config', '.dependency-cruiser.cjs', 'src', 'test']},
		],
	},
	{name: 'unused', commands: async () => [{command: 'knip', args: ['--no-progress']}]},
	{
		name: 'shellcheck',
		tools: ['shellcheck'],
		commands: async () => [{command: 'shellcheck', args: ['.ci/run', 'vm/init']}],
	},
	{
		name: 'codespell',
		tools: ['codespell', 'git'],
		async commands() {
			const skip = './package-lock.json,./LICENSES,*.log,./node_modules';
			return [{command: 'codespell', args: ['--skip', skip, ...(await tracked())]}];
		},
	},
];

/** The folders with text of ours; codespell itself would walk caches and runs as well. */
async function tracked(): Promise<string[]> {
	return ['README.md', 'CONTRIBUTING.md', 'docs', 'kernel', 'native', 'src', 'scripts', 'test', 'vm'];
}
