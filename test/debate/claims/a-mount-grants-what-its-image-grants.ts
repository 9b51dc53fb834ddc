import {chmodSync, chownSync, closeSync, fstatSync, openSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {defineCase} from '#case';
import {makeMaterial, objectOf} from '../../../src/compare/guest/material.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
import {encodeAcl} from '../../../src/image/acl.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask, type Task} from '../../suites/permissions/_as-task.ts';

/** An object that is freer than the image, and what somebody would gain by it. */
interface Temptation {
	/** The file of the tree: "owned" is of user 1000 and 0640, "twin" root's and 0644. */
	readonly file: string;
	/** What is done to its object, before the tree is set up. */
	readonly free: (object: string) => void;
	/** What was gained; undefined for nothing. */
	readonly gain: (path: string, root: string) => string | undefined;
}

/** Whom the image lets read "twin" and not "owned". */
const user: Task = {uid: 2000, gid: 2000};

/** All the capabilities of a file, permitted and effective: struct vfs_cap_data, revision 2. */
const allCapabilities = Buffer.from('01000002ffffffff00000000ffffffff00000000', 'hex');

/** The error's code where an action fails; undefined where it works. */
function refusal(action: () => unknown): string | undefined {
	try {
		action();
		return undefined;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code ?? String(error);
	}
}

const readAsUser = (path: string) =>
	refusal(() => asTask(user, () => closeSync(openSync(path, 'r')))) === undefined
		? 'the user reads it'
		: undefined;

const showsKey = (key: string) => (path: string) =>
	loadNative().llistxattr(path, 65_536).toString().split('\0').includes(key) ? `${key} is shown` : undefined;

const temptations: Readonly<Record<string, Temptation>> = {
	'grants-setuid': {
		file: 'twin',
		free: (object) => chmodSync(object, 0o6777),
		gain(path) {
			const fd = openSync(path, 'r');
			const modes = [statSync(path).mode, fstatSync(fd).mode];
			closeSync(fd);
			return modes.some((mode) => (mode & 0o6111) !== 0)
				? `the modes are ${modes.map((mode) => (mode & 0o7777).toString(8))}`
				: undefined;
		},
	},
	'grants-mode': {file: 'owned', free: (object) => chmodSync(object, 0o666), gain: readAsUser},
	'grants-owner': {
		file: 'owned',
		free: (object) => chownSync(object, user.uid, user.gid),
		gain: readAsUser,
	},
	'grants-acl': {
		file: 'owned',
		free: (object) =>
			loadNative().lsetxattr(
				object,
				'system.posix_acl_access',
				encodeAcl({owner: 6, group: 0, others: 0, users: {[user.uid]: 6}, mask: 6}),
				0,
			),
		gain: readAsUser,
	},
	'grants-xattr': {
		file: 'twin',
		free: (object) => loadNative().lsetxattr(object, 'user.of-the-object', Buffer.from('x'), 0),
		gain: showsKey('user.of-the-object'),
	},
	'grants-capability': {
		file: 'twin',
		free: (object) => loadNative().lsetxattr(object, 'security.capability', allCapabilities, 0),
		gain: showsKey('security.capability'),
	},
	'grants-by-handle': {
		file: 'owned',
		free: (object) => chmodSync(object, 0o666),
		gain(path, root) {
			const native = loadNative();
			const mount = openSync(root, c.O_RDONLY | c.O_DIRECTORY);
			try {
				return refusal(() =>
					asTask(user, () =>
						native.close(
							native.open_by_handle_at(
								mount,
								native.name_to_handle_at(c.AT_FDCWD, path, 0, c.MAX_HANDLE_SZ),
								c.O_RDONLY,
							),
						),
					),
				) === undefined
					? 'the user opens it'
					: undefined;
			} finally {
				closeSync(mount);
			}
		},
	},
	'grants-writing': {
		// As root, whom no mode holds up: what a reader has open is opened again for writing.
		file: 'twin',
		free: (object) => chmodSync(object, 0o666),
		gain(path) {
			const fd = openSync(path, 'r');
			try {
				const link = `/proc/self/fd/${fd}`;
				const ways: Readonly<Record<string, () => unknown>> = {
					'opened again for writing': () => closeSync(openSync(link, 'r+')),
					'cut through /proc': () => loadNative().truncate(link, 0),
					'its mode changed through /proc': () => chmodSync(link, 0o777),
					'opened for writing': () => closeSync(openSync(path, 'r+')),
				};
				return Object.entries(ways).find(([, way]) => refusal(way) === undefined)?.[0];
			} finally {
				closeSync(fd);
			}
		},
	},
};

export default defineCase({
	title: 'modes, owners, ACLs and xattrs of objects grant nothing that the image does not',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 120_000,
	async run(t) {
		const all = loadContestants();
		for (const [row, {file, free, gain}] of Object.entries(temptations))
			for (const contestant of all) {
				const material = makeMaterial(t);
				free(objectOf(material, file));
				const gained = await withTree(t, contestant, material, (root) => gain(join(root, file), root));
				say(t, {
					row,
					contestant: contestant.name,
					value: gained === undefined ? 'yes' : 'no',
					...(gained !== undefined && {note: gained}),
				});
				if (contestant.name === 'composefs') t.is(gained, undefined, row);
			}

		for (const contestant of all) {
			const material = makeMaterial(t);
			chmodSync(objectOf(material, 'twin'), 0o600);
			const failed = await withTree(t, contestant, material, (root) =>
				refusal(() => asTask(user, () => readFileSync(join(root, 'twin')))),
			);
			say(t, {
				row: 'grants-what-it-says',
				contestant: contestant.name,
				value: failed === undefined ? 'yes' : 'no',
				...(failed !== undefined && {note: failed}),
			});
			if (contestant.name === 'composefs') t.is(failed, undefined, 'grants-what-it-says');
		}
	},
});
