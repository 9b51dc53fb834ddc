import {closeSync, openSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {oneFile} from './_content.ts';

const SIGURG = 23;

export default defineCase({
	title: 'open with O_NONBLOCK is EAGAIN, not a wait, where somebody has a write lease on the object',
	groups: ['auto', 'files'],
	needs: ['store-content'],
	batch: true,
	deadlineMs: 5_000,
	async run(t) {
		const native = loadNative();
		const {mount, backing} = await oneFile(t, 'hello');
		const object = openSync(backing, 'r+');
		t.cleanUp('the object', () => closeSync(object));
		native.fcntl(object, c.F_SETSIG, SIGURG);
		native.fcntl(object, c.F_SETLEASE, c.F_WRLCK);

		await t.fails('EAGAIN', () => mount.open('file', c.O_NONBLOCK));
		native.fcntl(object, c.F_SETLEASE, c.F_UNLCK);
		const {fd} = mount.open('file', c.O_NONBLOCK);
		t.is(native.pread(fd, 10, 0).toString(), 'hello');
	},
});
