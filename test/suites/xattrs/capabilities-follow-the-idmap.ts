import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {createUserNamespace} from '../../../src/mount/user-namespace.ts';
import {constants as c} from '../../../src/native.ts';
import {user} from '../permissions/_as-task.ts';
import {statusOf} from '../permissions/_status.ts';
import {getXattr} from './_get.ts';

/** struct vfs_cap_data of revision 2, or of revision 3 with the ID of the root that it is for. */
function capabilities(root?: number): Buffer {
	const value = Buffer.alloc(root === undefined ? 20 : 24);
	value.writeUInt32LE(root === undefined ? 0x0200_0001 : 0x0300_0001, 0);
	value.writeUInt32LE(Number(c.CAP_CHOWN), 4);
	if (root !== undefined) value.writeUInt32LE(root, 20);
	return value;
}

/** A driver that ignores the mapping of the mount gives capabilities of one root to another's programs. */
export default defineCase({
	title: 'capabilities through an idmapped mount are those of its root, which are none to ours',
	groups: ['auto', 'xattrs'],
	needs: ['idmap'],
	requires: ['tool:sh'],
	batch: true,
	async run(t) {
		const shell = readFileSync('/bin/sh');
		const store = await t.store({shell});
		const program = (value: Buffer) =>
			regularFile(
				{size: shell.length, backing: 'shell'},
				{permissions: 0o755, xattrs: {'security.capability': value}},
			);
		const tree = directory({back: program(capabilities(5)), ours: program(capabilities())});
		const image = await t.image(tree);
		const mounted = async (inside: number, outside: number) => {
			const range = [{inside, outside, count: 10}];
			using namespace = createUserNamespace({uids: range, gids: range});
			return t.mount(image, {basedir: store.path, idmap: namespace.fd});
		};
		const plain = await t.mount(image, {basedir: store.path});
		const shifted = await mounted(0, 100_000);
		const returned = await mounted(5, 0);
		const shown = (path: string) => getXattr(path, 'security.capability');
		const effective = (path: string) => BigInt(`0x${statusOf(path, user, 'CapEff')}`);

		t.deepEqual(shown(`${plain.path}/ours`), capabilities());
		t.deepEqual(shown(`${plain.path}/back`), capabilities(5));
		t.is(effective(`${plain.path}/ours`), c.CAP_CHOWN);
		t.is(effective(`${plain.path}/back`), 0n);

		t.deepEqual(shown(`${shifted.path}/ours`), capabilities(100_000));
		t.is(effective(`${shifted.path}/ours`), 0n);
		t.deepEqual(shown(`${returned.path}/back`), capabilities());
		t.is(effective(`${returned.path}/back`), c.CAP_CHOWN);
	},
});
