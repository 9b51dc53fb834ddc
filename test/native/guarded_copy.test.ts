import {join} from 'node:path';
import {Worker} from 'node:worker_threads';
import test from 'ava';
import {constants as c} from '../../src/native.ts';
import {directory, native, open} from './support.ts';

test('faults of several threads at once each reach their own', async (t) => {
	const path = join(directory(t), 'file');
	native.pwrite(open(t, path, c.O_RDWR | c.O_CREAT), Buffer.from('x'), 0);
	const script = `
		const module = {exports: {}};
		process.dlopen(module, ${JSON.stringify(process.env.CFSBENCH_ADDON ?? addonPath())});
		const {Mapping, openat} = module.exports;
		const fd = openat(${c.AT_FDCWD}, ${JSON.stringify(path)}, 0, 0);
		const mapping = new Mapping({fd, length: 8192, protection: 1, flags: 1, offset: 0});
		let faults = 0;
		for (let round = 0; round < 500; round++) {
			mapping.read(0, 1);
			try { mapping.read(4096, 1); } catch (error) { if (error.code === 'SIGBUS') faults++; }
		}
		require('node:worker_threads').parentPort.postMessage(faults);
	`;

	const counts = [1, 2, 3].map(
		() =>
			new Promise((resolve, reject) => {
				const worker = new Worker(script, {eval: true});
				worker.once('message', resolve);
				worker.once('error', reject);
			}),
	);
	t.deepEqual(await Promise.all(counts), [500, 500, 500]);
});

function addonPath(): string {
	const cache = process.env.CFSBENCH_CACHE ?? join(import.meta.dirname, '../../.cache');
	return join(cache, 'addon/current/composefs_bench.node');
}
