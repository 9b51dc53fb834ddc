// Run by instance.test.ts: starts a guest, prints the pid of its QEMU and waits to be killed.
import {launch} from '../../../src/vm/instance.ts';

const [, , fake = '', consolePath = '', directory = ''] = process.argv;
launch({
	program: process.execPath,
	args: [fake, 'good', consolePath],
	directory,
	consolePath,
	seed: '',
	deadlineMs: 10_000,
}).then((instance) => {
	console.log(instance.pid);
	setInterval(() => undefined, 1000);
});
