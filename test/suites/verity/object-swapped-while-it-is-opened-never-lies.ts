import {promises, renameSync, writeFileSync} from 'node:fs';
import {setImmediate} from 'node:timers/promises';
import {defineCase} from '#case';
import {treeOfStore} from '../../../src/guest/store.ts';
import {constants as c} from '../../../src/native.ts';
import {enableVerity} from '../../../src/store/enable-verity.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {Fanotify} from '../watching/_fanotify.ts';

/**
 * The one who decides about opens in the store holds the driver up between finding the object and having it open. A driver that
 * checks one file and reads another, found by the same path a moment later, is shown the right one first.
 */
export default defineCase({
	title:
		'an object that is swapped while it is being opened is judged as what was opened: the right content, or EIO',
	groups: ['auto', 'quick', 'verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const content = {right: 'the right content', wrong: 'THE WRONG CONTENT'};
		const store = await t.store({file: content.right});
		const object = `${store.path}/file`;
		const mount = await t.mount(await t.image(treeOfStore(store)), {basedir: store.path, verityCheck: 2});
		const put = (which: keyof typeof content) => {
			writeFileSync(`${store.path}/next`, content[which]);
			enableVerity(`${store.path}/next`);
			renameSync(`${store.path}/next`, object);
		};
		/** Reads the file on another thread, and puts another object in the place while that one is being opened. */
		const readWhile = async (swapped: keyof typeof content) => {
			const group = new Fanotify(t, c.FAN_CLASS_CONTENT);
			group.mark(object, c.FAN_OPEN_PERM);
			let [pending, asked] = [true, 0];
			const end = promises
				.readFile(`${mount.path}/file`, 'utf8')
				.catch((error: NodeJS.ErrnoException) => error.code)
				.finally(() => {
					pending = false;
				});
			while (pending && !t.signal.aborted) {
				for (const {fd} of group.events()) {
					if (asked === 0) put(swapped);
					group.answer(fd, c.FAN_ALLOW);
					asked += 1;
				}
				await setImmediate();
			}
			return {seen: await end, asked};
		};

		for (let round = 0; round < 3; round++) {
			dropInodes();
			t.deepEqual(await readWhile('wrong'), {seen: content.right, asked: 1}, 'what was found was right');
			dropInodes();
			t.deepEqual(await readWhile('right'), {seen: 'EIO', asked: 1}, 'what was found was wrong');
		}
		t.is(await promises.readFile(`${mount.path}/file`, 'utf8'), content.right);
	},
});
