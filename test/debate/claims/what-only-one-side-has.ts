import {
	chmodSync,
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readFileSync,
	rmdirSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import type {MountArguments} from '../../../src/compare/guest/account.ts';
import {mountMapped, shownAs, withMappedTree, withMapping} from '../../../src/compare/guest/mapped-ids.ts';
import {granted, type Sample} from '../../../src/compare/guest/sample-tree.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
import {Stock} from '../../../src/compare/guest/stock.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask} from '../../suites/permissions/_as-task.ts';
import {asRootOfUserNamespace} from './_as-root-of-a-user-namespace.ts';

interface Shown {
	readonly t: CaseContext;
	readonly root: string;
	readonly contents: Sample['contents'];
	/** What the set-up mounted. */
	readonly mounts: readonly MountArguments[];
}

type Look = (shown: Shown) => void;

const reading = (uid: number, path: string) => asTask({uid, gid: uid}, () => readFileSync(path));

/** A file of another owner than root's, in whose place another id is shown; its content is the same. */
function lookAtMapped(root: string, contents: Sample['contents']): void {
	const {uid} = statSync(join(root, 'owned'));
	if (uid !== shownAs(1000)) throw new Error(`it shows uid ${uid}`);
	if (!readFileSync(join(root, 'owned')).equals(contents.get('owned') ?? Buffer.alloc(0)))
		throw new Error('it shows other content');
}

/** Each throws where a contestant can't. */
const abilities: Readonly<Record<string, Look>> = {
	'file-handles': ({root}) => {
		const native = loadNative();
		const named = native.name_to_handle_at(c.AT_FDCWD, join(root, 'owned'), 0, 128);
		const mount = openSync(root, c.O_RDONLY | c.O_DIRECTORY);
		try {
			native.close(native.open_by_handle_at(mount, named, c.O_RDONLY));
		} finally {
			closeSync(mount);
		}
	},
	'idmapped-again': ({t, root, contents}) => {
		const target = t.tmp();
		withMapping((namespace) => mountMapped(root, target, namespace));
		try {
			lookAtMapped(target, contents);
		} finally {
			loadNative().umount2(target, 0);
		}
	},
	'writable-upper': ({t, root}) => {
		const native = loadNative();
		const place = t.tmp('scratch');
		const target = t.tmp();
		for (const name of ['upper', 'work']) mkdirSync(join(place, name));
		const layers = `lowerdir=${root},upperdir=${join(place, 'upper')},workdir=${join(place, 'work')}`;
		native.mount('overlay', target, 'overlay', 0, layers);
		try {
			writeFileSync(join(target, 'owned'), 'changed');
		} finally {
			native.umount2(target, 0);
		}
	},
	'modes-of-its-own': ({root}) => {
		// One object under two modes: what a hard link can't have.
		const modes = ['secret', 'public', 'owned'].map((name) => statSync(join(root, name)).mode & 0o7777);
		if (modes.join() !== [0o600, 0o644, 0o640].join()) throw new Error(`the modes are ${modes}`);
	},
	'no-write-at-all': ({root}) => {
		try {
			chmodSync(join(root, 'secret'), 0o644);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EROFS') return;
			throw error;
		}
		throw new Error('a mode was changed');
	},
	acls: ({root, contents}) => {
		const path = join(root, 'granted');
		const shown = loadNative().lgetxattr(path, granted.acl.key.toString(), 256);
		if (!shown.equals(granted.acl.value)) throw new Error(`it shows ${shown.toString('hex')}`);
		if (!reading(granted.uid, path).equals(contents.get('granted') ?? Buffer.alloc(0)))
			throw new Error('it shows other content');
		try {
			reading(granted.uid + 1, path);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EACCES') return;
			throw error;
		}
		throw new Error('another user reads it');
	},
	'user-namespaces': ({root, contents, mounts}) => {
		if (mounts.length === 0) throw new Error('Expected a set-up to mount something');
		// A directory that a set-up had for the time being has to be there again: what is refused shall be the mount.
		const absent = mounts.map(([, target]) => target).filter((target) => !existsSync(target));
		for (const target of absent) mkdirSync(target);
		const said = asRootOfUserNamespace(mounts, join(root, 'twin'));
		for (const target of absent) rmdirSync(target);
		if ('code' in said) throw Object.assign(new Error(said.syscall), {code: said.code});
		if (said.content !== contents.get('twin')?.toString('latin1')) throw new Error('it shows other content');
	},
};

/** What composefs lacks, and the error that says so. */
const lacks: Readonly<Record<string, string>> = {'user-namespaces': 'EPERM'};

interface Found {
	readonly value: 'yes' | 'no';
	readonly note?: string;
}

function tried(look: () => void, how?: string): Found {
	try {
		look();
		return {value: 'yes', ...(how !== undefined && {note: how})};
	} catch (error) {
		return {value: 'no', note: (error as NodeJS.ErrnoException).code ?? (error as Error).message};
	}
}

export default defineCase({
	title: 'file handles, idmapped mounts, a writable layer above, ACLs, user namespaces: each is tried',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs', 'tool:unshare'],
	deadlineMs: 60_000,
	async run(t) {
		const all = loadContestants(t);
		// Else nobody could mount in one, and the row would say nothing.
		const empty = t.tmp();
		t.deepEqual(
			asRootOfUserNamespace([['none', empty, 'tmpfs', 0, 'mode=755']], '/proc/sys/kernel/ostype'),
			{content: 'Linux\n'},
			'tmpfs is mounted by root of a user namespace',
		);
		for (const contestant of all) {
			const stock = new Stock(t, contestant);
			const tell = (row: string, found: Found) => {
				say(t, {row, contestant: contestant.name, ...found});
				if (contestant.name !== 'composefs') return;
				t.is(found.value, row in lacks ? 'no' : 'yes', row);
				if (row in lacks) t.is(found.note, lacks[row], row);
			};
			for (const [row, look] of Object.entries(abilities)) {
				const material = stock.take();
				const found = await withTree(t, contestant, material, (root, _work, {mounts}) =>
					tried(() => look({t, root, contents: material.contents, mounts})),
				);
				tell(row, found);
			}
			const material = stock.take();
			const mapped = () =>
				withMappedTree(t, contestant, material, (root) => lookAtMapped(root, material.contents));
			tell('idmapped-mounts', tried(mapped, contestant.mapsIds));
			stock.finish();
		}
	},
});
