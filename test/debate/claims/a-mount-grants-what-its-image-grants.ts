import {chmodSync, chownSync, closeSync, fstatSync, openSync, readFileSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {defineCase} from '#case';
import type {ContestantName} from '../../../src/compare/evidence.ts';
import {objectOf} from '../../../src/compare/guest/material.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
import {Stock} from '../../../src/compare/guest/stock.ts';
import {encodeAcl} from '../../../src/image/acl.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask, type Task} from '../../suites/permissions/_as-task.ts';

/** An object that is freer than the image, and what somebody would gain by it. */
interface Temptation {
	/** The file of the tree: "owned" is of user 1000 and 0640, "twin" root's and 0644, "closed" of user 2000 and 0000. */
	readonly file: string;
	/** What is done to its object, before the tree is set up, or once it is shown. */
	readonly free: (object: string) => void;
	readonly later?: true;
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
	'grants-later': {file: 'owned', free: (object) => chmodSync(object, 0o666), later: true, gain: readAsUser},
	'grants-closed': {file: 'closed', free: (object) => chmodSync(object, 0o666), gain: readAsUser},
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
	'grants-device': {
		file: 'twin',
		free(object) {
			rmSync(object);
			loadNative().mknodat(c.AT_FDCWD, object, c.S_IFCHR | 0o666, 1, 5);
			// Else the store lets nobody open devices, and nothing is shown.
			closeSync(openSync(object, 'r'));
		},
		gain(path) {
			let device = false;
			// A refusal is no gain, and neither is the file that the image has.
			refusal(() =>
				asTask(user, () => {
					const fd = openSync(path, 'r');
					device = fstatSync(fd).isCharacterDevice();
					closeSync(fd);
				}),
			);
			return device ? 'the user opens a device' : undefined;
		},
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

/** An object that is less free than the image, and who reads it by what the image says. */
const promises: Readonly<Record<string, {readonly file: string; readonly reader: Task}>> = {
	'grants-what-it-says': {file: 'twin', reader: user},
	'grants-its-owner': {file: 'owned', reader: {uid: 1000, gid: 1000}},
};

export default defineCase({
	title:
		'modes, owners, ACLs and xattrs of objects grant nothing that the image does not, and take nothing away',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 60_000,
	async run(t) {
		const all = loadContestants(t);
		const tell = (row: string, contestant: ContestantName, wrong: string | undefined) => {
			const value = wrong === undefined ? 'yes' : 'no';
			say(t, {row, contestant, value, ...(wrong !== undefined && {note: wrong})});
			if (contestant === 'composefs') t.is(wrong, undefined, row);
		};
		for (const contestant of all) {
			const stock = new Stock(t, contestant);
			for (const [row, {file, free, later, gain}] of Object.entries(temptations)) {
				const material = stock.take([file]);
				if (!later) free(objectOf(material, file));
				const gained = await withTree(t, contestant, material, (root) => {
					if (later) free(objectOf(material, file));
					return gain(join(root, file), root);
				});
				tell(row, contestant.name, gained);
			}
			for (const [row, {file, reader}] of Object.entries(promises)) {
				const material = stock.take([file]);
				const object = objectOf(material, file);
				chownSync(object, 0, 0);
				chmodSync(object, 0o600);
				const failed = await withTree(t, contestant, material, (root) =>
					refusal(() => asTask(reader, () => readFileSync(join(root, file)))),
				);
				tell(row, contestant.name, failed);
			}
			stock.finish();
		}
	},
});
