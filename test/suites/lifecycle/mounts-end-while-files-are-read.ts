import {readFileSync} from 'node:fs';
import {Worker} from 'node:worker_threads';
import {defineCase} from '#case';
import {moduleReferences} from '../../../src/guest/kernel-state.ts';
import {mountComposefs} from '../../../src/mount/composefs.ts';

const rounds = 300;

/** Reads the files again and again; what it could read must be right. A mount that is gone is ENOENT. */
const reader = `
	const {readFileSync, readdirSync, statSync} = require('node:fs');
	const {parentPort, workerData: {path, control}} = require('node:worker_threads');
	const state = new Int32Array(control);
	while (Atomics.load(state, 0) === 0) {
		try {
			for (const name of readdirSync(path)) {
				statSync(path + '/' + name);
				if (readFileSync(path + '/' + name, 'utf8') !== name) throw new Error('wrong content of ' + name);
			}
			Atomics.add(state, 1, 1);
		} catch (error) {
			if (error.code !== 'ENOENT') throw error;
		}
	}
	parentPort.postMessage('done');
`;

export default defineCase({
	title: 'mounts that come and go under readers serve right content or none, and end with the last of them',
	groups: ['stress', 'lifecycle'],
	needs: [],
	requires: ['fsverity'],
	deadlineMs: 60_000,
	async run(t) {
		const names = Array.from({length: 20}, (_, i) => `file-${i}`);
		const store = await t.store(Object.fromEntries(names.map((name) => [name, name])));
		const image = await t.image(store);
		const target = t.tmp();
		const control = new SharedArrayBuffer(8);
		const state = new Int32Array(control);
		const workers = [0, 1, 2].map(
			() => new Worker(reader, {eval: true, workerData: {path: target, control}}),
		);
		const ends = workers.map(
			(worker) =>
				new Promise((resolve, reject) => {
					worker.once('message', resolve);
					worker.once('error', reject);
				}),
		);

		for (let i = 0; i < rounds; i += 1) {
			using mount = mountComposefs({source: image.path, basedirs: [store.path], verityCheck: 2, target});
			t.is(readFileSync(`${target}/file-0`, 'utf8'), 'file-0');
			await new Promise((resolve) => setTimeout(resolve, i % 4));
			mount.close({lazy: true});
		}
		Atomics.store(state, 0, 1);
		await Promise.all(ends);
		await Promise.all(workers.map((worker) => worker.terminate()));

		t.log(`${rounds} mounts, ${Atomics.load(state, 1)} whole rounds of readers`);
		t.true(Atomics.load(state, 1) > 0, 'no reader ever saw the files');
		t.is(moduleReferences('composefs'), 0);
	},
});
