import {readFile} from 'node:fs/promises';
import {UsageError} from '../../errors.ts';

/** A source of packages that apt is configured with, as `apt-get indextargets` describes it. */
export interface Source {
	readonly uri: string;
	/** The suite, as its line in the configuration names it. */
	readonly release: string;
	/** The file and its line or stanza, as FILE:NUMBER. */
	readonly entry: string;
	readonly origin: string;
}

/** What `apt-get indextargets --format` is given to describe a source in one line. */
export const sourceFormat = '$(REPO_URI)\t$(RELEASE)\t$(SOURCESENTRY)\t$(ORIGIN)';

export function parseSources(text: string): Source[] {
	return text.split('\n').flatMap((line) => {
		const [uri, release, entry, origin] = line.split('\t');
		return uri && release && entry ? [{uri, release, entry, origin: origin ?? ''}] : [];
	});
}

/**
 * The deb lines of another suite: from where this distribution's own main suite comes, checked with the same keys. A
 * suite that belongs to another one, such as trixie-backports, comes with that.
 */
export async function suiteLines(
	suite: string,
	codename: string,
	sources: readonly Source[],
): Promise<string[]> {
	const [base = suite] = suite.split('-', 1);
	const own = (name: string) => sources.find(({release}) => release === codename + name.slice(base.length));
	const main = own(base);
	if (main === undefined) {
		throw new UsageError(
			`Suites can only be named where apt is configured with '${codename}', which this system says it is`,
			{
				remedy: `Sources in /etc/apt name ${[...new Set(sources.map(({release}) => release))].join(', ') || 'none'}.`,
			},
		);
	}

	const lines = [await debLine(main, base)];
	// Security updates lie elsewhere; what this system doesn't name is beside the main suite.
	if (suite !== base) lines.push(await debLine(own(suite) ?? main, suite));
	return lines;
}

async function debLine(source: Source, suite: string): Promise<string> {
	const keyring = signedBy(source.entry, await readFile(source.entry.replace(/:\d+$/, ''), 'utf8'));
	const options = keyring === undefined ? '' : `[signed-by=${keyring}] `;
	return `deb ${options}${source.uri} ${suite} main`;
}

/** The keyring that an entry of the configuration names; undefined where apt's trusted keys count. */
export function signedBy(entry: string, text: string): string | undefined {
	const number = Number(/:(\d+)$/.exec(entry)?.[1]);
	if (!/\.sources:\d+$/.test(entry)) {
		const line = text.split('\n')[number - 1] ?? '';
		return /^\s*deb\s+\[[^\]]*\bsigned-by=([^\s\]]+)/.exec(line)?.[1];
	}
	// A key inside the stanza would follow on lines of its own: apt's trusted keys have to do then.
	const stanzas = text.split(/\n(?:[ \t]*\n)+/).filter((stanza) => /^URIs:/im.test(stanza));
	return /^Signed-By:[ \t]*(\/\S+)/im.exec(stanzas[number - 1] ?? '')?.[1];
}
