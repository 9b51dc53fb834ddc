import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative, type SyscallError} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';

/** A base is used by a clone of its mount: one that lies in no namespace of ours has none to clone, and must not be trusted. */
export default defineCase({
	title: 'a base directory on a mount of another namespace is EINVAL, while an image may lie on one',
	groups: ['auto', 'mount'],
	requires: ['tool:sh', 'tool:unshare'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const child = spawn('unshare', ['--mount', 'sh', '-c', 'echo ready; read -r end'], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		t.cleanUp('the process in its namespace', async () => {
			child.stdin.end();
			if (child.exitCode === null) await once(child, 'exit');
		});
		await once(child.stdout, 'data');
		const open = (path: string) =>
			loadNative().openat(c.AT_FDCWD, `/proc/${child.pid}/root${path}`, c.O_PATH | c.O_CLOEXEC, 0);
		const mounted = (source: string, basedir: string) => {
			const [image, base] = [open(source), open(basedir)];
			try {
				using context = new FilesystemContext();
				context.setLocation('source', image);
				if (basedir === '/') context.setString('basedir', store.path);
				else context.setLocation('basedir', base);
				context.create();
				return context.attach(t.tmp());
			} finally {
				closeSync(image);
				closeSync(base);
			}
		};

		const error = await t.fails('EINVAL', () => mounted(image.path, store.path));
		t.deepEqual((error as SyscallError).kernelLog, ["e composefs: basedir: mount can't be cloned"]);
		using mount = mounted(image.path, '/');
		t.is(readFileSync(`${mount.path}/greeting`, 'utf8'), 'hello');
	},
});
