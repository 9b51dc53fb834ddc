import {readdirSync} from 'node:fs';
import {type CaseContext, defineCase} from '#case';
import {escapeBytes} from '../../../src/image/bytes.ts';
import {deviceFile, directory, regularFile, specialFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {lstatx} from '../inodes/_statx.ts';
import {getXattr, listXattrs} from '../xattrs/_get.ts';

const time = (seconds: bigint, nanoseconds = 0n) => ({mtime: seconds * 1_000_000_000n + nanoseconds});

/** A bit of everything, as an image of a system has it. */
async function makeTree(t: CaseContext) {
	const store = await t.store({bash: 'not really a shell', passwd: 'root:x:0:0\n'});
	const bash = regularFile({size: 18, backing: 'bash'}, {permissions: 0o755, ...time(1_700_000_000n, 5n)});
	const tree = directory(
		{
			bin: symlink('usr/bin', time(1n)),
			dev: directory({
				console: deviceFile('chr', {major: 5, minor: 1}, {permissions: 0o600}),
				initctl: specialFile('fifo', {permissions: 0o600}),
				log: specialFile('sock', {permissions: 0o666}),
				vda1: deviceFile('blk', {major: 254, minor: 1}, {permissions: 0o660, gid: 6}),
			}),
			empty: directory({}, {permissions: 0o700, uid: 65_534, gid: 65_534}),
			etc: directory({
				passwd: regularFile({size: 11, backing: 'passwd'}, time(-1n)),
				shadow: regularFile(undefined, {permissions: 0o640, gid: 42, ...time(2n ** 31n)}),
			}),
			'name with\nlines': regularFile(),
			tmp: directory({}, {permissions: 0o1777}),
			usr: directory({
				bin: directory({
					bash,
					rbash: bash,
					sudo: regularFile(
						{size: 18, backing: 'bash'},
						{permissions: 0o4755, xattrs: {'security.label': 'sudo_exec', 'user.note': 'set uid'}},
					),
				}),
			}),
		},
		time(1_600_000_000n),
	);
	return {store, tree};
}

function* list(root: string, path: string): Generator<string> {
	const at = `${root}${path}`;
	const {mode, nlink, uid, gid, size, rdevMajor, rdevMinor, mtime} = lstatx(at);
	const isLink = (mode & c.S_IFMT) === c.S_IFLNK;
	const isDirectory = (mode & c.S_IFMT) === c.S_IFDIR;
	const isDevice = rdevMajor > 0;
	yield [
		mode.toString(8).padStart(6, '0'),
		String(nlink),
		`${uid}:${gid}`,
		isDevice ? `${rdevMajor},${rdevMinor}` : isDirectory ? '-' : String(size),
		`${mtime.sec}.${String(mtime.nsec).padStart(9, '0')}`,
		escapeBytes(Buffer.from(path)) || '/',
		...(isLink ? [`-> ${loadNative().readlinkat(c.AT_FDCWD, at, 4096)}`] : []),
		...listXattrs(at)
			.sort()
			.map((key) => `${key}=${getXattr(at, key)}`),
	].join(' ');
	if (isDirectory) for (const name of readdirSync(at).sort()) yield* list(root, `${path}/${name}`);
}

export default defineCase({
	title:
		'a tree of everything lists as it was recorded: types, modes, links, owners, sizes, devices, times, xattrs',
	groups: ['auto', 'tree'],
	needs: ['link-counts', 'any-time'],
	batch: true,
	async run(t) {
		const {store, tree} = await makeTree(t);
		const mount = await t.mount(await t.image(tree), {basedir: store.path});

		t.golden(`${[...list(mount.path, '')].join('\n')}\n`);
	},
});
