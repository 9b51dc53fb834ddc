import type {Package} from './package.ts';
import {compareVersions} from './version.ts';

/** The oldest kernel that the driver is meant for. */
export const oldestKernel = '6.12';

/** Meta packages of kernels for virtual machines: Debian calls the flavour `cloud`, Ubuntu `virtual`. */
const virtualMachineKernel = /^linux-image-(?:(?:\d[\d.]*-)?cloud-amd64|virtual(?:-hwe-[\d.]+)?)$/;

/** The names that the default kernel is chosen from. */
export function defaultCandidates(names: readonly string[]): string[] {
	return names.filter((name) => virtualMachineKernel.test(name)).sort();
}

/** The newest of these that is new enough, or undefined. Of equals the shortest name, which is the one that stays. */
export function chooseNewest(packages: readonly Package[]): Package | undefined {
	return packages
		.filter(({version}) => compareVersions(version, oldestKernel) >= 0)
		.sort((a, b) => compareVersions(b.version, a.version) || a.name.length - b.name.length)
		.at(0);
}

/** What may be a kernel image's name; debug symbols and build templates have similar ones. */
export function isImageName(name: string): boolean {
	return name.startsWith('linux-image-') && !/-(?:dbg|dbgsym|template)$/.test(name);
}

/** The image that a meta package stands for, or undefined where the package is an image itself. */
export function imageBehind(meta: Package): string | undefined {
	return meta.depends.flatMap(([first]) => (first !== undefined && isImageName(first) ? [first] : [])).at(0);
}

/** `uname -r` as the image's package name gives it. */
export function releaseOf(image: string): string {
	return image.replace(/^linux-image-(?:unsigned-)?/, '').replace(/-unsigned$/, '');
}

/**
 * The packages that one package needs of its own kernel: modules and images split from it, common headers, build
 * tools. Named by kernel version; other dependencies (kmod, initramfs-tools, compilers) are the system's business.
 */
export function kernelDependencies(of: Package, kind: 'image' | 'headers'): string[] {
	const ours =
		kind === 'image' ? /^linux-(?:binary|modules|modules-extra)-\d/ : /^linux-(?:.+-)?(?:headers|kbuild)-\d/;
	return of.depends.flatMap(([first]) => (first !== undefined && ours.test(first) ? [first] : []));
}
