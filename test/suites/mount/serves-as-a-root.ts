import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {treeOfStore} from '../../../src/guest/store.ts';
import {directory, type Inode} from '../../../src/image/tree.ts';

/** The shell and what it maps: its libraries, and the loader by the name that programs ask for. */
function filesOfShell(): readonly string[] {
	const script =
		'while read -r addresses modes offset device inode path; do echo "$path"; done </proc/self/maps';
	const {stdout} = spawnSync('/bin/sh', ['-c', script], {encoding: 'utf8'});
	const mapped = stdout.split('\n').filter((path) => path.startsWith('/'));
	const loaders = ['/lib', '/lib64']
		.filter((path) => existsSync(path))
		.flatMap((path) => readdirSync(path).map((name) => `${path}/${name}`))
		.filter((path) => /\/ld-linux[^/]*\.so/.test(path));
	return [...new Set(['/bin/sh', ...mapped, ...loaders])];
}

function makeExecutable(inode: Inode): void {
	inode.permissions = 0o755;
	if (inode.type === 'dir') for (const entry of inode.entries) makeExecutable(entry.inode);
}

export default defineCase({
	title: 'a process that has a verified image as its root runs programs of it, with their libraries',
	groups: ['auto', 'mount'],
	requires: ['fsverity', 'tool:sh', 'tool:unshare'],
	batch: true,
	async run(t) {
		const files = filesOfShell();
		const content = Object.fromEntries(files.map((path) => [path.slice(1), readFileSync(path)]));
		const store = await t.store({...content, 'etc/greeting': 'hello from the image\n'});
		const root = treeOfStore(store);
		root.entries.push({name: Buffer.from('dev'), inode: directory()});
		makeExecutable(root);
		const mount = await t.mount(await t.image(root), {basedir: store.path, verityCheck: 2, digest: true});

		const script = 'read -r line </etc/greeting && echo "$line" && cd /dev && echo x >file';
		const {stdout, stderr, status} = spawnSync(
			'unshare',
			['--mount', `--root=${mount.path}`, '/bin/sh', '-c', script],
			{encoding: 'utf8'},
		);
		t.is(stdout, 'hello from the image\n', `${files}: ${stderr}`);
		t.match(stderr, /file: Read-only file system/);
		t.true(status !== 0, 'the write succeeded');
	},
});
