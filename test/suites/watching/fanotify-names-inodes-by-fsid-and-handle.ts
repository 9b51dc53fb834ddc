import {fstatSync, readdirSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {openHandle} from '../inodes/_handles.ts';
import {lstatx} from '../inodes/_statx.ts';
import {Fanotify} from './_fanotify.ts';

export default defineCase({
	title: 'fanotify names inodes by the f_fsid of the mount and a handle that opens, for any mark, names too',
	groups: ['auto', 'quick', 'watching', 'handles'],
	needs: ['fsid'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({content: 'hello'});
		const file = regularFile({size: 5, backing: 'content'});
		const mount = await t.mount(await t.image(directory({dir: directory({file})})), {basedir: store.path});
		const path = `${mount.path}/dir/file`;
		const {fsid} = native.statfs(mount.path);
		const fid = native.name_to_handle_at(c.AT_FDCWD, path, c.AT_HANDLE_FID, c.MAX_HANDLE_SZ);
		t.true(fsid !== 0n, 'there is an f_fsid');
		t.deepEqual(fid.handle, native.name_to_handle_at(c.AT_FDCWD, path, 0, c.MAX_HANDLE_SZ).handle);

		const marks: readonly [flags: number, path: string][] = [
			[c.FAN_MARK_INODE, path],
			[c.FAN_MARK_MOUNT, mount.path],
			[c.FAN_MARK_FILESYSTEM, mount.path],
		];
		for (const [flags, marked] of marks) {
			const group = new Fanotify(t, c.FAN_REPORT_FID);
			group.mark(marked, c.FAN_OPEN, flags);
			readFileSync(path);
			const [event] = group.events();
			t.deepEqual(event?.mask, BigInt(c.FAN_OPEN), `mark ${flags}`);
			const [reported] = event?.reported ?? [];
			t.is(reported?.fsid, fsid);
			t.deepEqual(reported?.handle, {type: fid.type, handle: fid.handle});
			const opened = openHandle(t, mount, fid, c.O_PATH);
			t.is(fstatSync(opened, {bigint: true}).ino, lstatx(path).ino);
		}

		const names = new Fanotify(t, c.FAN_REPORT_DIR_FID | c.FAN_REPORT_NAME);
		names.mark(mount.path, c.FAN_OPEN | c.FAN_ONDIR, c.FAN_MARK_FILESYSTEM);
		readFileSync(path);
		readdirSync(`${mount.path}/dir`);
		const named = names.events().flatMap(({reported}) => reported);
		t.deepEqual(
			named.map(({name}) => name),
			['file', '.'],
		);
		const dir = native.name_to_handle_at(c.AT_FDCWD, `${mount.path}/dir`, 0, c.MAX_HANDLE_SZ);
		for (const {handle} of named) t.deepEqual(handle.handle, dir.handle);
	},
});
