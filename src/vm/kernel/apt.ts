import {createHash} from 'node:crypto';
import {mkdir, readdir, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError} from '../../errors.ts';
import {lastLines, runTool, throwIfNoSpace} from '../tool.ts';
import {type Package, parsePackages} from './package.ts';

/** apt could not give a package: no network, a list that is out of date, a full disk. */
export class AptError extends InfraError {}

/**
 * The distribution's packages, through the apt that is configured on this machine. `system` reads the lists that
 * the administrator keeps; `private` keeps lists of its own in the cache, from the same sources, and needs no root.
 */
export class Apt {
	readonly kind: 'system' | 'private';
	/** Where apt keeps its package lists. */
	readonly lists: string;
	readonly #configuration: string | undefined;
	readonly #signal: AbortSignal | undefined;

	private constructor(
		kind: 'system' | 'private',
		lists: string,
		configuration?: string,
		signal?: AbortSignal,
	) {
		this.kind = kind;
		this.lists = lists;
		this.#configuration = configuration;
		this.#signal = signal;
	}

	static system(lists: string, signal?: AbortSignal): Apt {
		return new Apt('system', lists, undefined, signal);
	}

	/** The private one. Nothing is written before `update`. */
	static private(cache: string, signal?: AbortSignal): Apt {
		const root = join(cache, 'apt');
		return new Apt('private', join(root, 'state/lists'), join(root, 'apt.conf'), signal);
	}

	async hasLists(): Promise<boolean> {
		return (await listFiles(this.lists)).length > 0;
	}

	/** Changes whenever the lists do: names, sizes and times of all of them. */
	async fingerprint(): Promise<string> {
		const hash = createHash('sha256').update(this.kind);
		for (const name of await listFiles(this.lists)) {
			const found = await stat(join(this.lists, name)).catch(() => undefined); // an update may be going on
			hash.update(`\0${name}\0${found?.size}\0${found?.mtimeMs}`);
		}
		return hash.digest('hex');
	}

	/** Fetches the package lists; only the private apt may. */
	async update(): Promise<void> {
		if (this.#configuration === undefined)
			throw new TypeError('Expected the private apt, got the system one');
		const root = join(this.#configuration, '..');
		await mkdir(join(root, 'state/lists/partial'), {recursive: true});
		await mkdir(join(root, 'cache/archives/partial'), {recursive: true});
		await writeFile(this.#configuration, privateConfiguration(root));

		const {exitCode, all} = await this.#run('apt-get', ['-q', 'update']);
		if (exitCode !== 0 || !(await this.hasLists())) {
			throwIfNoSpace(all);
			throw new AptError('apt-get could not fetch the package lists', {
				remedy: 'Check the network and the sources in /etc/apt.',
				detail: lastLines(all),
			});
		}
	}

	/** All package names that begin so, those that nothing provides any more included. */
	async names(prefix: string): Promise<string[]> {
		const {stdout} = await this.#run('apt-cache', ['pkgnames', prefix]);
		return stdout.split('\n').filter((name) => name !== '');
	}

	/** The versions that apt would install (or `all` it knows); names that it doesn't know are absent. */
	async show(names: readonly string[], versions: 'candidate' | 'all' = 'candidate'): Promise<Package[]> {
		if (names.length === 0) return [];
		const option = versions === 'all' ? '--all-versions' : '--no-all-versions';
		const {stdout} = await this.#run('apt-cache', ['show', option, ...names]);
		return parsePackages(stdout);
	}

	/** Downloads packages into a directory; apt checks them against the hashes of its signed lists. */
	async download(
		packages: readonly Package[],
		cwd: string,
		onPercent: (percent: number) => void,
	): Promise<void> {
		const wanted = packages.map(({name, version}) => `${name}=${version}`);
		const {exitCode, all} = await this.#run(
			'apt-get',
			['-q', '-o', 'APT::Status-Fd=1', 'download', ...wanted],
			{
				cwd,
				onLine: (line) => {
					const percent = /^dlstatus:\d+:([\d.]+):/.exec(line)?.[1];
					if (percent !== undefined) onPercent(Number(percent));
				},
			},
		);
		if (exitCode !== 0) {
			throwIfNoSpace(all);
			throw new AptError(`apt-get could not download ${wanted.join(', ')}`, {
				remedy: 'Check the network and the free space, then try again.',
				detail: lastLines(all.replace(/^dlstatus:.*\n/gm, '')),
			});
		}
	}

	#run(file: string, args: string[], more: {cwd?: string; onLine?: (line: string) => void} = {}) {
		// Root would otherwise download as the user `_apt`, who may not write to our cache.
		const sandbox = ['-o', 'APT::Sandbox::User=root'];
		const configuration = this.#configuration === undefined ? [] : ['-c', this.#configuration];
		return runTool(file, [...configuration, ...sandbox, ...args], {...more, signal: this.#signal});
	}
}

async function listFiles(directory: string): Promise<string[]> {
	try {
		return (await readdir(directory)).filter((name) => /_Packages(?:\.\w+)?$/.test(name)).sort();
	} catch {
		return [];
	}
}

/** The hooks are cleared because they tend to other programs' caches, which takes root. */
function privateConfiguration(root: string): string {
	return `Dir::State "${root}/state";
Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "${root}/cache";
Acquire::Languages "none";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Update::Post-Invoke-Stats;
`;
}
