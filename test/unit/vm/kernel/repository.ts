import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

export interface FakePackage {
	readonly name: string;
	readonly version: string;
	readonly depends?: string;
	/** Path to content; a content of `-> X` makes a symbolic link. */
	readonly files: Record<string, string | Buffer>;
}

/** A bzImage as far as its header goes. */
export function fakeImage(release: string): Buffer {
	const image = Buffer.alloc(0x1400);
	image.write('HdrS', 0x202, 'latin1');
	image.writeUInt16LE(0x1000 - 0x200, 0x20e);
	image.write(`${release} (someone@somewhere) #1 SMP\0`, 0x1000, 'latin1');
	return image;
}

/** The packages of one kernel, split and linked as Debian does. */
export function fakeKernel(release: string, version: string, imageRelease = release): FakePackage[] {
	const headers = `usr/src/linux-headers-${release}`;
	return [
		{
			name: `linux-image-${release}`,
			version,
			depends: 'kmod',
			files: {
				[`boot/vmlinuz-${release}`]: fakeImage(imageRelease),
				[`boot/config-${release}`]: 'CONFIG_CC_VERSION_TEXT="gcc (Test) 1"\n',
				[`lib/modules/${release}/kernel/fs/loop.ko`]: '',
				[`lib/modules/${release}/build`]: `-> /${headers}`,
				'usr/share/doc/x/copyright': 'none',
			},
		},
		{
			name: `linux-headers-${release}`,
			version,
			depends: `linux-headers-${release}-common (= ${version}), gcc-99`,
			files: {
				[`${headers}/Makefile`]: `include /usr/src/linux-headers-${release}-common/Makefile\n`,
				[`${headers}/include/config/kernel.release`]: `${release}\n`,
			},
		},
		{
			name: `linux-headers-${release}-common`,
			version,
			files: {
				[`usr/src/linux-headers-${release}-common/Makefile`]: 'all:\n\t@echo common part of $(CURDIR)\n',
			},
		},
	];
}

/**
 * Makes a package repository in a folder, and an apt that knows nothing else: the caller sets APT_CONFIG to what is given
 * back. Lists are kept below `state`.
 */
export function makeRepository(
	folder: string,
	packages: readonly FakePackage[],
): {readonly aptConfig: string} {
	const pool = join(folder, 'repository');
	rmSync(pool, {recursive: true, force: true});
	mkdirSync(pool, {recursive: true});
	writeFileSync(join(pool, 'Packages'), packages.map((one) => addPackage(folder, pool, one)).join('\n'));

	const etc = join(folder, 'etc');
	for (const name of ['apt.conf.d', 'preferences.d', 'sources.list.d', 'trusted.gpg.d'])
		mkdirSync(join(etc, name), {recursive: true});
	writeFileSync(join(etc, 'sources.list'), `deb [trusted=yes] copy:${pool} ./\n`);
	const aptConfig = join(folder, 'apt.conf');
	writeFileSync(
		aptConfig,
		`Dir::Etc "${etc}";\nAPT::Architecture "amd64";\nAPT::Architectures {"amd64";};\n`,
	);
	return {aptConfig};
}

function addPackage(folder: string, pool: string, one: FakePackage): string {
	const root = join(folder, 'package');
	rmSync(root, {recursive: true, force: true});
	const control = [
		`Package: ${one.name}`,
		`Version: ${one.version}`,
		'Architecture: amd64',
		'Maintainer: none <n@n>',
	];
	if (one.depends !== undefined) control.push(`Depends: ${one.depends}`);
	control.push('Description: test');

	writeTree(root, {...one.files, 'DEBIAN/control': `${control.join('\n')}\n`});
	const name = `${one.name}_${one.version}_amd64.deb`;
	execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', root, join(pool, name)], {
		stdio: 'ignore',
	});

	const bytes = readFileSync(join(pool, name));
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	return `${control.join('\n')}\nFilename: ./${name}\nSize: ${bytes.length}\nSHA256: ${sha256}\n`;
}

export function writeTree(root: string, files: Record<string, string | Buffer>): void {
	for (const [path, content] of Object.entries(files)) {
		const target = join(root, path);
		mkdirSync(dirname(target), {recursive: true});
		if (typeof content === 'string' && content.startsWith('-> ')) symlinkSync(content.slice(3), target);
		else writeFileSync(target, content);
	}
}
