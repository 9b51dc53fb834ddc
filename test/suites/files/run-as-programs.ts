import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, readlinkSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';

export default defineCase({
	title:
		'programs and scripts run from the mount under their own path, unless the mode or noexec say otherwise',
	groups: ['auto', 'quick', 'files'],
	needs: ['read-only-itself'],
	requires: ['tool:sh'],
	async run(t) {
		const shell = readFileSync('/bin/sh');
		const script = (interpreter: string) => `#!${interpreter}\nread -r line\necho "$line back"\n`;
		const target = t.tmp();
		const store = await t.store({sh: shell, script: script('/bin/sh')});
		const program = (backing: string, size: number, permissions: number) =>
			regularFile({size, backing}, {permissions});
		const tree = directory({
			plain: program('sh', shell.length, 0o644),
			script: program('script', store.files.get('script')?.size ?? 0, 0o755),
			sh: program('sh', shell.length, 0o755),
		});
		const image = await t.image(tree);
		const mount = await t.mount(image, {basedir: store.path});
		const run = (path: string, input = '') => spawnSync(path, [], {input, encoding: 'utf8', cwd: target});

		t.is(run(`${mount.path}/sh`, 'echo $((6 * 7))').stdout, '42\n');
		t.is(run(`${mount.path}/script`, 'there and\n').stdout, 'there and back\n');
		t.is((run(`${mount.path}/plain`).error as NodeJS.ErrnoException | undefined)?.code, 'EACCES');
		const noexec = await t.mount(image, {basedir: store.path, attributes: c.MOUNT_ATTR_NOEXEC});
		t.is((run(`${noexec.path}/sh`).error as NodeJS.ErrnoException | undefined)?.code, 'EACCES');

		const child = spawn(`${mount.path}/sh`, ['-c', 'echo running; read -r line'], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		t.cleanUp('the running program', async () => {
			child.stdin.end();
			await once(child, 'close');
		});
		await once(child.stdout, 'data');
		t.is(readlinkSync(`/proc/${child.pid}/exe`), `${mount.path}/sh`);
		t.match(readFileSync(`/proc/${child.pid}/maps`, 'utf8'), new RegExp(` r-xp .* ${mount.path}/sh$`, 'm'));
		await t.fails('EROFS', () => mount.open('sh', c.O_WRONLY));
		await t.fails('EBUSY', () => mount.close());
	},
});
