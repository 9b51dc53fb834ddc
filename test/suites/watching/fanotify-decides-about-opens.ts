import {fstatSync, promises} from 'node:fs';
import {setImmediate} from 'node:timers/promises';
import {defineCase} from '#case';
import {constants as c} from '../../../src/native.ts';
import {lstatx} from '../inodes/_statx.ts';
import {Fanotify} from './_fanotify.ts';

export default defineCase({
	title: 'a group that decides about opens sees the file of the mount, and its no is EPERM',
	groups: ['auto', 'watching'],
	needs: [],
	batch: true,
	async run(t) {
		const store = await t.store({file: 'hello'});
		const mount = await t.mount(await t.image(store), {basedir: store.path});
		const path = `${mount.path}/file`;
		const {ino} = lstatx(path);
		const group = new Fanotify(t, c.FAN_CLASS_CONTENT);
		group.mark(path, c.FAN_OPEN_PERM | c.FAN_ACCESS_PERM);

		/** Reads the file on another thread, while this one answers what it is asked. */
		const read = async (answers: readonly number[]) => {
			let pending = true;
			const end = promises
				.readFile(path, 'utf8')
				.catch((error) => error.code as string)
				.finally(() => {
					pending = false;
				});
			const asked: bigint[] = [];
			while (pending && !t.signal.aborted) {
				for (const {mask, fd} of group.events()) {
					t.is(fstatSync(fd, {bigint: true}).ino, ino, 'the inode of the mount');
					const answer = answers[Math.min(asked.length, answers.length - 1)] ?? c.FAN_ALLOW;
					group.answer(fd, answer);
					asked.push(mask);
				}
				await setImmediate();
			}
			return {text: await end, first: asked[0]};
		};

		t.deepEqual(await read([c.FAN_ALLOW]), {text: 'hello', first: BigInt(c.FAN_OPEN_PERM)});
		t.deepEqual(await read([c.FAN_DENY]), {text: 'EPERM', first: BigInt(c.FAN_OPEN_PERM)});
		t.is((await read([c.FAN_ALLOW, c.FAN_DENY])).text, 'EPERM', 'refused to read what was opened');
	},
});
