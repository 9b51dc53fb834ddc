import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {Fanotify} from './_fanotify.ts';

/** linux/fanotify.h */
const FAN_OPEN_EXEC = 0x1000;

/** A driver that opens its object as a program too makes scanners of the store judge what they can't know the name of. */
export default defineCase({
	title:
		'running a program is told as that to watchers of the mount, and as a mere open to those of its object',
	groups: ['auto', 'watching'],
	requires: ['tool:sh'],
	batch: true,
	async run(t) {
		const shell = readFileSync('/bin/sh');
		const store = await t.store({object: shell});
		const program = regularFile({size: shell.length, backing: 'object'}, {permissions: 0o755});
		const mount = await t.mount(await t.image(directory({program})), {basedir: store.path});
		const path = `${mount.path}/program`;
		const [ours, objects] = [path, `${store.path}/object`].map((watched) => {
			const group = new Fanotify(t, c.FAN_REPORT_FID);
			group.mark(watched, c.FAN_OPEN | FAN_OPEN_EXEC);
			return group;
		}) as [Fanotify, Fanotify];
		const seen = (group: Fanotify) => group.events().reduce((all, {mask}) => all | Number(mask & 0xffffn), 0);

		readFileSync(path);
		t.is(seen(ours), c.FAN_OPEN);
		t.is(seen(objects), c.FAN_OPEN);
		t.is(spawnSync(path, ['-c', 'exit 3']).status, 3);
		t.is(seen(ours), c.FAN_OPEN | FAN_OPEN_EXEC);
		t.is(seen(objects), c.FAN_OPEN);
	},
});
