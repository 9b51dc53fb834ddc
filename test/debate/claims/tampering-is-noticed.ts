import {
	closeSync,
	copyFileSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import type {Contestant} from '../../../src/compare/guest/contestants.ts';
import {type Material, makeMaterial, objectOf, sampleTree} from '../../../src/compare/guest/material.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
import {writeErofsMetadata} from '../../../src/guest/erofs-metadata.ts';
import {writeImageFile} from '../../../src/guest/store.ts';
import {latin1} from '../../../src/image/bytes.ts';
import {type Directory, findInode} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {enableVerity} from '../../../src/store/enable-verity.ts';

/** Somebody who may write to the disk, and not to the kernel's memory. */
interface Tampering {
	readonly row: string;
	readonly tamper: (t: CaseContext, material: Material) => void;
}

const victim = 'folder-3/file-4';

/** Puts another image in the place of each, fs-verity on as before. */
function replaceImages(t: CaseContext, material: Material, change: (tree: Directory) => void): void {
	const {tree} = sampleTree();
	change(tree);
	unlinkSync(material.image);
	writeImageFile(material.image, tree, true);
	unlinkSync(material.erofs);
	writeErofsMetadata(tree, material.erofs, t.tmp(), t.tmp());
	enableVerity(material.erofs);
	// A checkout and unpacked layers are made from what the list says.
	material.tree.entries.splice(0, Number.POSITIVE_INFINITY, ...tree.entries);
}

const tamperings: readonly Tampering[] = [
	{
		row: 'tamper-content',
		tamper(_t, material) {
			const object = objectOf(material, victim);
			const content = readFileSync(object);
			content[0] = (content[0] ?? 0) ^ 1;
			unlinkSync(object);
			writeFileSync(object, content);
		},
	},
	{
		row: 'tamper-swap',
		tamper(_t, material) {
			const object = objectOf(material, 'twin');
			unlinkSync(object);
			copyFileSync(objectOf(material, 'secret'), object);
			enableVerity(object);
		},
	},
	{row: 'tamper-removed', tamper: (_t, material) => unlinkSync(objectOf(material, victim))},
	{
		row: 'tamper-mode',
		tamper: (t, material) =>
			replaceImages(t, material, (tree) => {
				const inode = findInode(tree, 'secret');
				if (inode !== undefined) inode.permissions = 0o644;
			}),
	},
	{
		row: 'tamper-owner',
		tamper: (t, material) =>
			replaceImages(t, material, (tree) => {
				const inode = findInode(tree, 'secret');
				if (inode !== undefined) inode.uid = 1000;
			}),
	},
	{
		row: 'tamper-moved',
		tamper: (t, material) =>
			replaceImages(t, material, (tree) => {
				const [one, two] = ['secret', 'twin'].map((name) =>
					tree.entries.findIndex((entry) => latin1(entry.name) === name),
				);
				const [a, b] = [tree.entries[one ?? 0], tree.entries[two ?? 0]];
				if (a === undefined || b === undefined) throw new Error('Expected both names');
				tree.entries[one ?? 0] = {name: a.name, inode: b.inode};
				tree.entries[two ?? 0] = {name: b.name, inode: a.inode};
			}),
	},
	{
		row: 'tamper-xattr',
		tamper: (t, material) =>
			replaceImages(t, material, (tree) => {
				const inode = findInode(tree, 'twin');
				if (inode !== undefined) inode.xattrs = [{key: Buffer.from('user.added'), value: Buffer.from('yes')}];
			}),
	},
	{
		// Well-formed, of objects that are all there, and not the one that was asked for: names are missing in it.
		row: 'tamper-image',
		tamper: (t, material) =>
			replaceImages(t, material, (tree) => {
				const since = tree.entries.findIndex(({name}) => latin1(name) === 'owned');
				tree.entries.splice(since, 1);
			}),
	},
];

/** Who said that an image was changed: the kernel has an errno for it. */
function anchorOf({value, note}: {readonly value: string; readonly note?: string}): string {
	if (value === 'never') return 'nothing';
	return note?.includes('user space') ? 'verity, user space' : 'verity, kernel';
}

/** When what was done is noticed: the step that fails. */
async function noticed(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
): Promise<{value: string; note?: string}> {
	const {tree, contents} = sampleTree();
	const told = (value: string, error: unknown) => ({
		value,
		note: (error as NodeJS.ErrnoException).code ?? String(error),
	});
	let mounted = false;
	try {
		return await withTree(t, contestant, material, (root) => {
			mounted = true;
			if (readdirSync(root).length !== tree.entries.length) return {value: 'never'};
			for (const path of [victim, 'secret', 'twin']) {
				const inode = findInode(tree, path);
				const stats = statSync(join(root, path));
				if ((stats.mode & 0o7777) !== inode?.permissions || stats.uid !== inode.uid) return {value: 'never'};
				if (loadNative().llistxattr(join(root, path), 65_536).length > 0) return {value: 'never'};
				let fd: number;
				try {
					fd = openSync(join(root, path), 'r');
				} catch (error) {
					return told('at open', error);
				}
				try {
					if (!readFileSync(fd).equals(contents.get(path) ?? Buffer.alloc(0))) return {value: 'never'};
				} catch (error) {
					return told('at read', error);
				} finally {
					closeSync(fd);
				}
			}
			return {value: 'no effect'};
		});
	} catch (error) {
		if (mounted) throw error;
		return told('at set-up', error);
	}
}

export default defineCase({
	title: 'whatever is changed on the disk is noticed before it is believed',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 120_000,
	async run(t) {
		const all = loadContestants();
		for (const {row, tamper} of tamperings)
			for (const contestant of all) {
				const material = makeMaterial(t);
				tamper(t, material);
				const {value, note} = await noticed(t, contestant, material);
				say(t, {row, contestant: contestant.name, value, ...(note !== undefined && {note})});
				if (row === 'tamper-image') {
					const anchor = anchorOf({value, ...(note !== undefined && {note})});
					say(t, {row: 'tamper-anchor', contestant: contestant.name, value: anchor});
				}
				if (contestant.name === 'composefs')
					t.true(['at set-up', 'at open'].includes(value), `${row}: noticed ${value}`);
				for (const store of material.stores) rmSync(store, {recursive: true});
			}

		// An image without fs-verity: does it help that it is mounted?
		for (const contestant of all) {
			const material = makeMaterial(t);
			const files: Readonly<Record<string, string>> = {
				composefs: material.image,
				'erofs+overlayfs': material.erofs,
			};
			const file = files[contestant.name];
			if (file === undefined) continue;
			const bytes = readFileSync(file);
			unlinkSync(file);
			writeFileSync(file, bytes);
			const {digest: _, ...plain} = material;
			const value = await withTree(t, contestant, plain, () => {
				try {
					closeSync(openSync(file, 'r+'));
					return 'never';
				} catch (error) {
					return `refused: ${(error as NodeJS.ErrnoException).code}`;
				}
			});
			say(t, {row: 'tamper-mounted', contestant: contestant.name, value});
			if (contestant.name === 'composefs') t.is(value, 'refused: ETXTBSY');
		}
	},
});
