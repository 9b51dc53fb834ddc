import {createHash} from 'node:crypto';
import {mkdir, readdir, readFile, rm, stat, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {InfraError, UsageError} from '../../errors.ts';
import {didYouMean} from '../../nearest.ts';
import {lastLines, needTool, runTool, throwIfNoSpace} from '../tool.ts';
import {type Package, parsePackages} from './package.ts';
import {parseSources, sourceFormat, suiteLines} from './suite.ts';

/** apt could not give a package: no network, a list that is out of date, a full disk. */
export class AptError extends InfraError {}

/**
 * The distribution's packages, through the apt that is configured on this machine. `system` reads the lists that
 * the administrator keeps; `private` keeps lists of its own in the cache, from the same sources, and needs no root;
 * `suite` is a private one of another suite of the distribution, on which nothing is installed.
 */
export class Apt {
	readonly kind: 'system' | 'private' | 'suite';
	/** Where apt keeps its package lists. */
	readonly lists: string;
	readonly suite: string | undefined;
	readonly #configuration: string | undefined;
	readonly #signal: AbortSignal | undefined;

	private constructor(
		kind: 'system' | 'private' | 'suite',
		lists: string,
		configuration?: string,
		signal?: AbortSignal,
		suite?: string,
	) {
		this.kind = kind;
		this.lists = lists;
		this.suite = suite;
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

	/** The private one of another suite. Nothing is written before `update`. */
	static suite(suite: string, cache: string, signal?: AbortSignal): Apt {
		const root = join(cache, `apt-${suite}`);
		return new Apt('suite', join(root, 'state/lists'), join(root, 'apt.conf'), signal, suite);
	}

	async hasLists(): Promise<boolean> {
		return (await listFiles(this.lists)).length > 0;
	}

	/** Milliseconds since the lists were last asked for; infinite where there are none. */
	async listsAge(): Promise<number> {
		if (!(await this.hasLists())) return Number.POSITIVE_INFINITY;
		return Date.now() - (await stat(join(this.lists, 'partial'))).mtimeMs;
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

	/** Fetches the package lists; only a private apt may. */
	async update(): Promise<void> {
		if (this.#configuration === undefined) throw new TypeError('Expected a private apt, got the system one');
		const root = join(this.#configuration, '..');
		await mkdir(join(root, 'state/lists/partial'), {recursive: true});
		await mkdir(join(root, 'cache/archives/partial'), {recursive: true});
		const suite = this.suite === undefined ? '' : await this.#configureSuite(this.suite, root);
		await writeFile(this.#configuration, privateConfiguration(root) + suite);

		const {exitCode, all} = await this.#run('apt-get', ['-q', 'update']);
		const now = new Date();
		await utimes(join(this.lists, 'partial'), now, now);
		if (exitCode !== 0 || !(await this.hasLists())) {
			throwIfNoSpace(all);
			if (this.suite !== undefined) {
				// A name that nobody has is not worth keeping.
				if (!(await this.hasLists())) await rm(root, {recursive: true, force: true});
				throwIfSuite(this.suite, all);
			}
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

	/** These packages and all that they depend on, in the order in which apt would unpack them on an empty system. */
	async closure(names: readonly string[]): Promise<Package[]> {
		const {exitCode, all, stdout} = await this.#run('apt-get', [
			'-q',
			'--simulate',
			'--no-install-recommends',
			'install',
			...names,
		]);
		if (exitCode !== 0) {
			throw new AptError(`apt-get finds no way to install ${names.join(', ')}`, {
				remedy:
					'The package lists may be from the middle of a transition: try again tomorrow, or name another suite.',
				detail: lastLines(all),
			});
		}
		const order = [...stdout.matchAll(/^Inst (\S+)/gm)].flatMap(([, name]) =>
			name === undefined ? [] : [name],
		);
		const found = new Map((await this.show(order)).map((one) => [one.name, one]));
		return order.flatMap((name) => found.get(name) ?? []);
	}

	/** Writes the sources of a suite, which are this system's with another name; gives the settings that use only them. */
	async #configureSuite(suite: string, root: string): Promise<string> {
		const description = ['indextargets', 'Created-By: Packages', '--format', sourceFormat];
		const sources = parseSources(await needTool('apt-get', description, {signal: this.#signal}));
		const codename = /^VERSION_CODENAME=(\S+)/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? 'sid';
		const lines = await suiteLines(suite, codename, sources);
		await mkdir(join(root, 'empty'), {recursive: true});
		await writeFile(join(root, 'sources.list'), `${lines.join('\n')}\n`);
		await writeFile(join(root, 'status'), '');
		return suiteConfiguration(root);
	}

	#run(file: string, args: string[], more: {cwd?: string; onLine?: (line: string) => void} = {}) {
		// Root would otherwise download as the user `_apt`, who may not write to our cache.
		const sandbox = ['-o', 'APT::Sandbox::User=root'];
		const configuration = this.#configuration === undefined ? [] : ['-c', this.#configuration];
		return runTool(file, [...configuration, ...sandbox, ...args], {...more, signal: this.#signal});
	}
}

/** What a mistyped suite may have been meant to be; others are as good. */
const usualSuites = [
	'bookworm',
	'trixie',
	'forky',
	'sid',
	'testing',
	'unstable',
	'experimental',
	'noble',
	'devel',
];

/** Tells a suite that isn't there, and one that can't be trusted, from a network that is down. */
function throwIfSuite(suite: string, output: string): void {
	if (/NO_PUBKEY|EXPKEYSIG|BADSIG|REVKEYSIG|not signed/.test(output) && !/ 404 /.test(output)) {
		throw new InfraError(`The signature of the package lists of suite '${suite}' can't be verified`, {
			remedy: "Install the distribution's newest keyring package (debian-archive-keyring, ubuntu-keyring).",
			detail: lastLines(output),
		});
	}
	if (/ 404 |does not have a Release file/.test(output)) {
		throw new UsageError(`The mirror that this system uses has no suite '${suite}'`, {
			remedy: didYouMean(
				suite,
				usualSuites,
				'Suites are named as in /etc/apt: by code name, or such as sid and testing.',
			),
			detail: lastLines(output),
		});
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

/** Only the suite's own sources, and nothing of what is installed or pinned here. */
function suiteConfiguration(root: string): string {
	return `Dir::State::status "${root}/status";
Dir::Etc::sourcelist "${root}/sources.list";
Dir::Etc::sourceparts "${root}/empty";
Dir::Etc::preferences "${root}/none";
Dir::Etc::preferencesparts "${root}/empty";
APT::Default-Release "";
`;
}
