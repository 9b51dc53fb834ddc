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
		tools: ['make', 'gcc', 'sparse', 'perl'],
		async commands(root) {
			const headers = await defaultKernelHeaders(root);
			const copy = await copyForKbuild(root, directory);
			const warnings = ['W=1e', 'C=2', 'CF=-Wsparse-error', 'KDOCFLAGS=-Werror'];
			// BTF of modules takes pahole, and no check reads it.
			const args = [
				'-s',
				'-C',
				headers,
				`M=${copy}`,
				...warnings,
				'CONFIG_DEBUG_INFO_BTF_MODULES=',
				'modules',
			];
			return [{command: 'make', args}];
		},
	};
}

/** With text of ours: codespell itself would walk caches and runs as well. */
const folders = ['README.md', 'CONTRIBUTING.md', 'docs', 'kernel', 'native', 'src', 'scripts', 'test', 'vm'];

const formatFlags = ['-std=gnu11', '-Wall', '-Wextra', '-Wpedantic', '-Wno-variadic-macros', '-Werror'];

// The C library's headers have attributes that sparse has not heard of.
const sparseFlags = ['-std=gnu11', '-Wsparse-error', '-Wsparse-all', '-Wno-decl', '-Wno-unknown-attribute'];

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
			const paths = files.map((file) => join(root, file));
			// It leaves a word list in the folder it is started in.
			return [{command: 'perl', args: ['checkpatch.pl', ...options, ...paths], cwd: scripts}];
		},
	},
	{
		name: 'format-in-user-space',
		tools: ['gcc', 'sparse'],
		async commands(root) {
			const files = await filesBelow(root, 'kernel/format', /\.c$/);
			return [
				{command: 'gcc', args: ['-fsyntax-only', ...formatFlags, ...files]},
				{command: 'sparse', args: [...sparseFlags, ...files]},
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
		commands: async () => [
			{
				command: 'shellcheck',
				args: ['.ci/run', 'vm/init', 'src/cli/completion/candidates.sh', 'src/cli/completion/adapter.bash'],
			},
		],
	},
	{
		name: 'codespell',
		tools: ['codespell'],
		async commands() {
			const skip = '*.log,*.cfs';
			const names = 'iput,iself,kernal,trun';
			return [{command: 'codespell', args: ['--skip', skip, '-L', names, ...folders]}];
		},
	},
];
