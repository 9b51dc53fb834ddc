import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {user} from '../permissions/_as-task.ts';
import {statusOf} from '../permissions/_status.ts';

/** struct vfs_cap_data, revision 2, with the effective bit; capabilities below 32. */
function fileCapabilities(permitted: bigint): Buffer {
	const value = Buffer.alloc(20);
	value.writeUInt32LE(0x0200_0001, 0);
	value.writeUInt32LE(Number(permitted), 4);
	return value;
}

export default defineCase({
	title: 'security.capability gives a program its capabilities, but not on a nosuid mount',
	groups: ['auto', 'xattrs'],
	needs: [],
	requires: ['tool:sh'],
	batch: true,
	async run(t) {
		const shell = readFileSync('/bin/sh');
		const store = await t.store({sh: shell});
		const program = (xattrs: Record<string, Buffer>) =>
			regularFile({size: shell.length, backing: 'sh'}, {permissions: 0o755, xattrs});
		const granted = c.CAP_SYS_TIME | c.CAP_CHOWN;
		const tree = directory({
			capable: program({'security.capability': fileCapabilities(granted)}),
			plain: program({}),
		});
		const image = await t.image(tree);
		const mount = await t.mount(image, {basedir: store.path});
		const nosuid = await t.mount(image, {basedir: store.path, attributes: c.MOUNT_ATTR_NOSUID});
		const effective = (path: string) => BigInt(`0x${statusOf(path, user, 'CapEff')}`);

		t.is(effective(`${mount.path}/capable`), granted);
		t.is(effective(`${mount.path}/plain`), 0n);
		t.is(effective(`${nosuid.path}/capable`), 0n);
	},
});
