import {promises, rmSync} from 'node:fs';
import {setImmediate} from 'node:timers/promises';
import {defineCase} from '#case';
import {constants as c} from '../../../src/native.ts';
import {Fanotify} from '../watching/_fanotify.ts';
import {dropUntilFree, freeInodes} from './_caches.ts';

const openers = 3;

/**
 * The one who decides about opens in the store lets them go on only once all have found the object: each then has a path to
 * keep, and a driver that keeps two, or forgets the ones that it doesn't keep, never lets the object go.
 */
export default defineCase({
	title:
		'tasks that find the object of a file at the same moment keep it once, and its inode lets all of it go',
	groups: ['auto', 'quick', 'kept'],
	requires: ['fsverity'],
	deadlineMs: 5_000,
	async run(t) {
		const store = await t.store({file: 'hello'});
		const object = `${store.path}/file`;
		const mount = await t.mount(await t.image(store), {basedir: store.path, verityCheck: 2});
		const group = new Fanotify(t, c.FAN_CLASS_CONTENT);
		group.mark(object, c.FAN_OPEN_PERM);

		const reads = Promise.all(
			Array.from({length: openers}, () => promises.readFile(`${mount.path}/file`, 'utf8')),
		);
		const held: number[] = [];
		while (held.length < openers) {
			t.signal.throwIfAborted();
			held.push(...group.events().map(({fd}) => fd));
			await setImmediate();
		}
		for (const fd of held) group.answer(fd, c.FAN_ALLOW);
		t.deepEqual(await reads, Array(openers).fill('hello'));

		const before = freeInodes(store.path);
		rmSync(object);
		await dropUntilFree(store.path, before + 1n, t.signal);
		await t.fails('ENOENT', () => promises.readFile(`${mount.path}/file`));
	},
});
