import {InfraError, UsageError} from '../../errors.ts';
import {didYouMean, nearestNames} from '../../nearest.ts';
import {
	chooseNewest,
	defaultCandidates,
	imageBehind,
	isImageName,
	kernelDependencies,
	oldestKernel,
	releaseOf,
} from './choice.ts';
import type {Package} from './package.ts';
import {kernelWords} from './wish.ts';

/** What the choice of a kernel asks of apt; tests answer from recorded output. */
export interface PackageSource {
	names(prefix: string): Promise<string[]>;
	show(names: readonly string[], versions?: 'candidate' | 'all'): Promise<Package[]>;
}

/** The packages that make up one kernel. */
export interface KernelPackages {
	/** What was asked for, or found by default: the name that the user may type. */
	readonly name: string;
	readonly release: string;
	/** The image itself comes first. */
	readonly packages: readonly Package[];
}

/** Finds all packages of the wanted kernel, or of the default one. Throws a UsageError for a name that is no kernel with headers. */
export async function findKernelPackages(
	source: PackageSource,
	wanted: string | undefined,
): Promise<KernelPackages> {
	const chosen = wanted === undefined ? await findDefault(source) : await findWanted(source, wanted);
	const image = await followMeta(source, chosen);
	const release = releaseOf(image.name);

	const images = await withDependencies(source, [image], 'image');
	const extra = await source.show([`linux-modules-extra-${release}`]);
	const [headers] = await source.show([`linux-headers-${release}`]);
	if (headers === undefined) throw await noHeaders(source, image.name, release);

	const all = [...images, ...extra, ...(await withDependencies(source, [headers], 'headers'))];
	return {name: chosen.name, release, packages: [...new Map(all.map((one) => [one.name, one])).values()]};
}

async function findDefault(source: PackageSource): Promise<Package> {
	const names = defaultCandidates(await source.names('linux-image-'));
	// What apt would install comes first; a suite that is listed but pinned low, such as backports, is second choice.
	const chosen = chooseNewest(await source.show(names)) ?? chooseNewest(await source.show(names, 'all'));
	if (chosen !== undefined) return chosen;

	throw new InfraError(
		`No kernel for virtual machines of version ${oldestKernel} or newer in the package lists; found ${names.join(', ') || 'none'}`,
		{remedy: 'Name one with --kernel PACKAGE, or add a suite that has one to the sources in /etc/apt.'},
	);
}

async function findWanted(source: PackageSource, wanted: string): Promise<Package> {
	const [found] = isImageName(wanted) ? await source.show([wanted]) : [];
	if (found !== undefined) return found;

	const nearest = await nearestImages(source, wanted);
	const otherwise = nearest.length === 0 ? 'Run apt-get update.' : `Nearest: ${nearest.join(', ')}.`;
	throw new UsageError(`Expected the name of a kernel image package, got '${wanted}'`, {
		remedy: didYouMean(wanted, [...kernelWords, ...nearest], otherwise),
	});
}

async function followMeta(source: PackageSource, chosen: Package): Promise<Package> {
	let image = chosen;
	for (let name = imageBehind(image); name !== undefined; name = imageBehind(image)) {
		const [next] = await source.show([name]);
		if (next === undefined) {
			throw new InfraError(`Package ${image.name} stands for ${name}, which is not in the package lists`, {
				remedy: 'Run apt-get update, or name another with --kernel PACKAGE.',
			});
		}
		image = next;
	}
	return image;
}

async function withDependencies(
	source: PackageSource,
	roots: Package[],
	kind: 'image' | 'headers',
): Promise<Package[]> {
	const found = new Map(roots.map((root) => [root.name, root]));
	for (let frontier = roots; frontier.length > 0; ) {
		const names = frontier.flatMap((of) => kernelDependencies(of, kind)).filter((name) => !found.has(name));
		frontier = await source.show([...new Set(names)]);
		for (const one of frontier) found.set(one.name, one);

		const lost = names.find((name) => !found.has(name));
		if (lost !== undefined) {
			throw new InfraError(`Package ${lost}, which ${roots[0]?.name} needs, is not in the package lists`, {
				remedy: 'Run apt-get update, or name another with --kernel PACKAGE.',
			});
		}
	}
	return [...found.values()];
}

async function noHeaders(source: PackageSource, image: string, release: string): Promise<UsageError> {
	return new UsageError(`Kernel ${image} has no package linux-headers-${release} to build modules with`, {
		remedy: `Nearest with headers: ${(await nearestImages(source, image)).join(', ')}.`,
	});
}

/** Images with headers whose names are most like this one. apt also names packages that are only mentioned: those go. */
async function nearestImages(source: PackageSource, wanted: string): Promise<readonly string[]> {
	const headers = new Set(
		(await source.names('linux-headers-')).map((name) => name.slice('linux-headers-'.length)),
	);
	const names = (await source.names('linux-image-')).filter(
		(name) => isImageName(name) && !name.includes('unsigned') && headers.has(releaseOf(name)),
	);
	const found = new Set((await source.show(nearestNames(wanted, names, 30))).map(({name}) => name));
	return nearestNames(wanted, found);
}
