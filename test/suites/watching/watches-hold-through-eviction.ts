import {readdirSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {Fanotify} from './_fanotify.ts';
import {Inotify} from './_inotify.ts';

/** A watch is of an inode: a driver that makes another for the same number after its dentries went leaves it deaf. */
export default defineCase({
	title: 'a watched inode tells what is done to it by any name, also after its dentries were evicted',
	groups: ['auto', 'quick', 'watching'],
	needs: [],
	batch: true,
	async run(t) {
		const store = await t.store({object: 'hello'});
		const file = regularFile({size: 5, backing: 'object'});
		const tree = directory({dir: directory({one: file}), other: directory({two: file})});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const watches = new Inotify(t, {file: `${mount.path}/dir/one`, dir: `${mount.path}/dir`});
		const group = new Fanotify(t, c.FAN_REPORT_FID);
		group.mark(`${mount.path}/dir/one`, c.FAN_OPEN);
		const read = ['file IN_OPEN', 'file IN_ACCESS', 'file IN_CLOSE_NOWRITE'];

		for (let round = 0; round < 3; round++) {
			dropInodes();
			t.is(readFileSync(`${mount.path}/other/two`, 'utf8'), 'hello');
			t.deepEqual(watches.events(), read, 'through the other name');
			t.is(group.events().length, 1);
			dropInodes();
			t.deepEqual(readdirSync(`${mount.path}/dir`), ['one']);
			t.deepEqual(watches.events(), ['dir IN_OPEN', 'dir IN_ACCESS', 'dir IN_CLOSE_NOWRITE']);
		}
	},
});
