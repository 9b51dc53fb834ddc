import {chmodSync, closeSync, openSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {defineCase} from '#case';
import {objectOf} from '../../../src/compare/guest/material.ts';
import {type Sample, sampleFile} from '../../../src/compare/guest/sample-tree.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
import {Stock} from '../../../src/compare/guest/stock.ts';
import {deviceFile, directory} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask, type Task} from '../../suites/permissions/_as-task.ts';
import {statusOf} from '../../suites/permissions/_status.ts';

const user: Task = {uid: 2000, gid: 2000};
const own = '2000 2000 2000 2000';
const owner = 3000;

/** CAP_CHOWN alone, permitted and effective: struct vfs_cap_data, revision 2. */
const capability = Buffer.from('0100000201000000000000000000000000000000', 'hex');
const capabilityKey = 'security.capability';

/** Copies of the shell with and without privileges, an object each, and /dev/zero. */
function programs(contents: Sample['contents']): Sample {
	const program = (name: string, permissions = 0o755, uid = 0) =>
		sampleFile(contents.get(name) ?? Buffer.alloc(0), permissions, uid);
	const tree = directory({
		capable: {...program('capable'), xattrs: [{key: Buffer.from(capabilityKey), value: capability}]},
		plain: program('plain'),
		setuid: program('setuid', 0o6755, owner),
		zero: deviceFile('chr', {major: 1, minor: 5}, {permissions: 0o666}),
	});
	return {tree, contents};
}

const idsOf = (path: string) => statusOf(path, user, 'Uid');
const capabilitiesOf = (path: string) => BigInt(`0x${statusOf(path, user, 'CapEff')}`);

/** What of the image's privileges is there: one word each. */
function privileges(root: string): string {
	const found: string[] = [];
	if (idsOf(join(root, 'setuid')) === `2000 ${owner} ${owner} ${owner}`) found.push('setuid');
	if (capabilitiesOf(join(root, 'capable')) === c.CAP_CHOWN) found.push('capability');
	try {
		asTask(user, () => closeSync(openSync(join(root, 'zero'), 'r')));
		found.push('device');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
	}
	return found.join(', ') || 'none';
}

interface Question {
	/** Done to the object of "plain", before the tree is set up. */
	readonly before?: (object: string) => void;
	/** What is wrong with the tree; undefined for nothing. */
	readonly wrong: (root: string, object: string) => string | undefined;
}

const unlike = (found: string, expected: string) => (found === expected ? undefined : found);
const makeSetuid = (object: string) => chmodSync(object, 0o6755);

const questions: Readonly<Record<string, Question>> = {
	'programs-setuid': {
		before(object) {
			loadNative().fchownat(c.AT_FDCWD, object, owner, owner, 0);
			makeSetuid(object);
		},
		wrong: (root) => unlike(idsOf(join(root, 'plain')), own),
	},
	'programs-later': {
		wrong(root, object) {
			makeSetuid(object);
			return unlike(idsOf(join(root, 'plain')), own);
		},
	},
	'programs-capability': {
		before: (object) => loadNative().lsetxattr(object, capabilityKey, capability, 0),
		wrong: (root) => unlike(`${capabilitiesOf(join(root, 'plain'))}`, '0'),
	},
	'programs-as-said': {wrong: (root) => unlike(privileges(root), 'setuid, capability, device')},
	'programs-restricted': {
		wrong(root) {
			const flags = c.MS_REMOUNT | c.MS_BIND | c.MS_RDONLY | c.MS_NOSUID | c.MS_NODEV;
			loadNative().mount('none', root, 'none', flags, null);
			return unlike(privileges(root), 'none');
		},
	},
};

export default defineCase({
	title:
		'setuid bits, file capabilities and devices are those of the image, and none where the mount says so',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs', 'tool:sh'],
	deadlineMs: 60_000,
	async run(t) {
		const all = loadContestants(t);
		const shell = readFileSync('/bin/sh');
		const contents = new Map(
			['capable', 'plain', 'setuid'].map((name) => [name, Buffer.concat([shell, Buffer.from(name)])]),
		);
		for (const contestant of all) {
			const stock = new Stock(t, contestant, () => programs(contents));
			for (const [row, {before, wrong}] of Object.entries(questions)) {
				const material = stock.take(['plain']);
				const object = objectOf(material, 'plain');
				before?.(object);
				const found = await withTree(t, contestant, material, (root) => wrong(root, object));
				const value = found === undefined ? 'yes' : 'no';
				say(t, {row, contestant: contestant.name, value, ...(found !== undefined && {note: found})});
				if (contestant.name === 'composefs') t.is(found, undefined, row);
			}
			stock.finish();
		}
	},
});
