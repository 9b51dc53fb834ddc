import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';

const script = 'read -r name </proc/self/comm; echo "$name"; exit 5';

/** Loaders open what they were given a second time, by a link of /proc: that must be the file of the mount, once more checked. */
export default defineCase({
	title:
		'a program runs by an open file or a location of it, and scripts run with an interpreter that lies in the image',
	groups: ['auto', 'files'],
	needs: [],
	requires: ['tool:sh'],
	batch: true,
	async run(t) {
		const shell = readFileSync('/bin/sh');
		const target = t.tmp();
		const store = await t.store({shell});
		const program = regularFile({size: shell.length, backing: 'shell'}, {permissions: 0o755});
		const closed = regularFile({size: shell.length, backing: 'shell'}, {permissions: 0o644});
		const inner = await t.mount(await t.image(directory({closed, program})), {basedir: store.path});
		const text = (interpreter: string) => `#!${inner.path}/${interpreter}\necho "$0 $1"\n`;
		const scripts = await t.store({
			good: text('program'),
			refused: text('closed'),
		});
		const scriptOf = (backing: string) =>
			regularFile({size: scripts.files.get(backing)?.size ?? 0, backing}, {permissions: 0o755});
		const names = ['good', 'refused'];
		const tree = directory(names.map((name) => [name, scriptOf(name)] as const));
		const outer = await t.mount(await t.image(tree), {basedir: scripts.path});
		const runDescriptor = (name: string, flags: number) => {
			using file = inner.open(name, flags);
			return spawnSync('/proc/self/fd/3', ['-c', script], {
				stdio: ['ignore', 'pipe', 'pipe', file.fd],
				encoding: 'utf8',
				cwd: target,
			});
		};

		for (const flags of [c.O_RDONLY, c.O_PATH]) {
			const {status, stdout} = runDescriptor('program', flags);
			t.deepEqual({status, stdout}, {status: 5, stdout: '3\n'});
			const {error} = runDescriptor('closed', flags);
			t.is((error as NodeJS.ErrnoException | undefined)?.code, 'EACCES');
		}
		const run = (name: string) => spawnSync(`${outer.path}/${name}`, ['argument'], {encoding: 'utf8'});
		t.is(run('good').stdout, `${outer.path}/good argument\n`);
		t.is((run('refused').error as NodeJS.ErrnoException | undefined)?.code, 'EACCES');
	},
});
