import {readdirSync, readFileSync, statSync, unlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import {none} from '../../../src/compare/evidence.ts';
import type {Contestant, Material} from '../../../src/compare/guest/contestant.ts';
import {objectOf} from '../../../src/compare/guest/material.ts';
import {sampleTree} from '../../../src/compare/guest/sample-tree.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
import {Stock} from '../../../src/compare/guest/stock.ts';
import {
	changeContent,
	changeOnDisk,
	changeTree,
	readStepwise,
	swapContent,
	writeWhileMounted,
} from '../../../src/compare/guest/tamper.ts';
import {latin1} from '../../../src/image/bytes.ts';
import {type Directory, findInode, type Inode} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';

interface Finding {
	readonly value: string;
	readonly note?: string;
}

/** What somebody does to the disk. */
type Tamper = (t: CaseContext, contestant: Contestant, material: Material) => void;

/** Of three blocks, so that what a whole image has of it begins with one of its own. */
const victim = 'folder-3/file-19';

/** What tampering does something to, or where files are links, the set-up of a tree that was changed. */
const touched = [victim, 'secret', 'twin'];

const inTree =
	(change: (tree: Directory) => void): Tamper =>
	(t, contestant, material) =>
		changeTree(t, contestant, material, change);

const ofInode = (path: string, change: (inode: Inode) => void): Tamper =>
	inTree((tree) => {
		const inode = findInode(tree, path);
		if (inode === undefined) throw new Error(`Expected ${path} in the tree`);
		change(inode);
	});

const placeIn = ({entries}: Directory, name: string) =>
	entries.findIndex((entry) => latin1(entry.name) === name);

const tamperings: Readonly<Record<string, Tamper>> = {
	'tamper-content': (t, contestant, material) => changeContent(t, contestant, material, victim, 'plain'),
	'tamper-block': (t, contestant, material) => changeOnDisk(t, contestant, material, victim),
	'tamper-swap': (t, contestant, material) => swapContent(t, contestant, material, 'twin', 'secret'),
	'tamper-removed': (_t, _contestant, material) => unlinkSync(objectOf(material, victim)),
	'tamper-mode': ofInode('secret', (inode) => {
		inode.permissions = 0o644;
	}),
	'tamper-owner': ofInode('secret', (inode) => {
		inode.uid = 1000;
	}),
	'tamper-moved': inTree((tree) => {
		const [one, two] = [placeIn(tree, 'secret'), placeIn(tree, 'twin')];
		const [a, b] = [tree.entries[one], tree.entries[two]];
		if (a === undefined || b === undefined) throw new Error('Expected both names');
		tree.entries[one] = {name: a.name, inode: b.inode};
		tree.entries[two] = {name: b.name, inode: a.inode};
	}),
	'tamper-xattr': ofInode('twin', (inode) => {
		inode.xattrs = [{key: Buffer.from('user.added'), value: Buffer.from('yes')}];
	}),
	// Well-formed, of objects that are all there, and not the one that was asked for: names are missing in it.
	'tamper-image': inTree((tree) => {
		tree.entries.splice(placeIn(tree, 'owned'), 1);
	}),
};

/** Who said that an image was changed: the kernel has an errno for it. */
function anchorOf({anchor}: Contestant, {value, note}: Finding): string {
	if (value === 'never') return 'nothing';
	return `${note?.includes('user space') ? 'user space' : 'kernel'}, ${anchor}`;
}

/** When what was done is noticed: the step that fails. */
async function noticed(t: CaseContext, contestant: Contestant, material: Material): Promise<Finding> {
	const {tree, contents} = sampleTree();
	let mounted = false;
	try {
		return await withTree(t, contestant, material, (root) => {
			mounted = true;
			if (readdirSync(root).length !== tree.entries.length) return {value: 'never'};
			for (const path of [victim, 'secret', 'twin']) {
				const inode = findInode(tree, path);
				const seen = readStepwise(join(root, path));
				if ('step' in seen) return {value: seen.step, note: seen.error};
				if (!seen.content.equals(contents.get(path) ?? Buffer.alloc(0))) return {value: 'never'};
				const stats = statSync(join(root, path));
				if ((stats.mode & 0o7777) !== inode?.permissions || stats.uid !== inode.uid) return {value: 'never'};
				if (loadNative().llistxattr(join(root, path), 65_536).length > 0) return {value: 'never'};
			}
			return {value: 'no effect'};
		});
	} catch (error) {
		if (mounted) throw error;
		return {value: 'at set-up', note: (error as NodeJS.ErrnoException).code ?? (error as Error).message};
	}
}

/** An image without fs-verity: does it help that it is mounted? */
async function noticedWhileMounted(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
): Promise<Finding> {
	const {image, digest, ...others} = material;
	if (image === '') return {value: none};
	const bytes = readFileSync(image);
	unlinkSync(image);
	writeFileSync(image, bytes);
	// Nobody measures it, but dm-verity has its root hash at any rate.
	const plain = contestant.anchor === 'dm-verity' ? material : {...others, image};
	return withTree(t, contestant, plain, (root) => {
		const refused = writeWhileMounted(t, contestant, plain, victim);
		if (refused !== undefined) return {value: `refused: ${refused}`};
		if (contestant.content !== 'image') return {value: 'never', note: 'the image was opened for writing'};
		const seen = readStepwise(join(root, victim));
		if ('step' in seen) return {value: seen.step, note: seen.error};
		const same = seen.content.equals(material.contents.get(victim) ?? Buffer.alloc(0));
		return {value: same ? 'no effect' : 'never'};
	});
}

export default defineCase({
	title: 'whatever is changed on the disk is noticed before it is believed',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 60_000,
	async run(t) {
		const all = loadContestants(t);
		for (const contestant of all) {
			const stock = new Stock(t, contestant);
			const take = () => stock.take(touched);
			const tell = (row: string, finding: Finding) => say(t, {row, contestant: contestant.name, ...finding});
			for (const [row, tamper] of Object.entries(tamperings)) {
				if (row === 'tamper-removed' && contestant.content === 'image') {
					tell(row, {value: none, note: 'the image holds the content'});
					continue;
				}
				const material = take();
				tamper(t, contestant, material);
				const finding = await noticed(t, contestant, material);
				tell(row, finding);
				if (row === 'tamper-image') tell('tamper-anchor', {value: anchorOf(contestant, finding)});
				if (contestant.name === 'composefs') {
					const expected = row === 'tamper-block' ? ['at read'] : ['at set-up', 'at open'];
					t.true(expected.includes(finding.value), `${row}: noticed ${finding.value}`);
				}
			}
			const finding = await noticedWhileMounted(t, contestant, take());
			tell('tamper-mounted', finding);
			if (contestant.name === 'composefs') t.is(finding.value, 'refused: ETXTBSY');
			stock.finish();
		}
	},
});
