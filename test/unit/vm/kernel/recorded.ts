import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {PackageSource} from '../../../../src/vm/kernel/contents.ts';
import {type Package, parsePackages} from '../../../../src/vm/kernel/package.ts';

/** Answers from what `apt-cache show` printed on a real system (test/fixtures/apt). `except` is left out. */
export function recorded(
	system: string,
	except: readonly string[] = [],
): PackageSource & {readonly packages: Package[]} {
	const text = readFileSync(join(import.meta.dirname, '../../../fixtures/apt', `${system}.txt`), 'utf8');
	const packages = parsePackages(text).filter(({name}) => !except.includes(name));
	return {
		packages,
		names: async (prefix) =>
			[...new Set(packages.map(({name}) => name))].filter((name) => name.startsWith(prefix)),
		show: async (names) => packages.filter(({name}) => names.includes(name)),
	};
}
