import {closeSync, readFileSync} from 'node:fs';
import {release} from 'node:os';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';
import {Fanotify} from './_fanotify.ts';
import {Inotify} from './_inotify.ts';

/** Newer kernels know no way to open a backing file without the event of its opening. */
const [major = 0, minor = 0] = release().split('.').map(Number);
const openingIsTold = major > 6 || minor > 13;

export default defineCase({
	title:
		'a file that fanotify opens for the reader of an event is no event itself, and no reading in the store',
	groups: ['auto', 'watching'],
	needs: [],
	batch: true,
	async run(t) {
		const store = await t.store({file: 'hello'});
		const mount = await t.mount(await t.image(store), {basedir: store.path});
		const path = `${mount.path}/file`;
		const group = new Fanotify(t, c.FAN_CLASS_NOTIF);
		group.mark(path, c.FAN_OPEN);
		readFileSync(path);
		const watchers = new Inotify(t, {file: path, object: `${store.path}/file`});

		// A group that decides about opens in both places would wait for itself, if there were any.
		const events = group.events();
		t.is(events.length, 1);
		const fd = events[0]?.fd ?? -1;
		t.is(loadNative().pread(fd, 10, 0).toString(), 'hello');
		closeSync(fd);
		t.deepEqual(watchers.events(), openingIsTold ? ['object IN_OPEN'] : []);
		t.deepEqual(group.events(), []);
	},
});
