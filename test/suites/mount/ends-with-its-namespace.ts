import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync, readdirSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {defineCase} from '#case';
import {moduleReferences} from '../../../src/guest/kernel-state.ts';

/** What a mount holds must go where nobody calls umount(2): a driver that relies on that keeps image and module for ever. */
export default defineCase({
	title: 'a mount that a process made in its own namespace is seen by nobody else, and ends with the process',
	groups: ['auto', 'mount', 'lifecycle'],
	requires: ['tool:sh', 'tool:mount', 'tool:unshare'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello\n'});
		const image = await t.image(store);
		const target = t.tmp();
		const script = `mount -t composefs -o basedir=${store.path} ${image.path} ${target} &&
			read -r line <${target}/greeting && echo "$line" && read -r end`;
		const child: ChildProcess = spawn('unshare', ['--mount', 'sh', '-c', script], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		t.cleanUp('the process', () => child.kill('SIGKILL'));
		const [said] = child.stdout === null ? [] : await once(child.stdout, 'data');
		const write = () => closeSync(openSync(image.path, 'r+'));

		t.is(String(said), 'hello\n');
		t.deepEqual(readdirSync(target), []);
		await t.fails('ETXTBSY', write);
		child.kill('SIGKILL');
		await once(child, 'close');
		// The namespace goes by a work item.
		while ((moduleReferences('composefs') ?? 0) > 0) {
			t.signal.throwIfAborted();
			await sleep(2);
		}
		write();
	},
});
