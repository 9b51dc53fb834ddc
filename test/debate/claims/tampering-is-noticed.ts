import {readdirSync, readFileSync, statSync, unlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import {none} from '../../../src/compare/evidence.ts';
import type {Contestant, Material} from '../../../src/compare/guest/contestant.ts';
import {forgeMode} from '../../../src/compare/guest/forge-mode.ts';
import {objectOf} from '../../../src/compare/guest/material.ts';
import {type Patch, writeInPlace, writeOnDisk} from '../../../src/compare/guest/patch.ts';
import {privateFile, sampleTree} from '../../../src/compare/guest/sample-tree.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
import {Stock} from '../../../src/compare/guest/stock.ts';
import {
	changeContent,
	changeOnDisk,
	changeTree,
	readStepwise,
	swapContent,
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
			const names = listed(root);
			if (!Array.isArray(names)) return names;
			if (names.length !== tree.entries.length) return {value: 'never'};
			for (const path of [victim, privateFile, 'secret', 'twin']) {
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

/** The names in a directory, which is opened to be listed as a file is to be read. */
function listed(root: string): string[] | Finding {
	try {
		return readdirSync(root);
	} catch (error) {
		return {value: 'at open', note: (error as NodeJS.ErrnoException).code ?? String(error)};
	}
}

/** A mode is changed in the bytes of a mounted image; nobody has looked at its file before. */
async function noticedWhileMounted(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
	forged: readonly Patch[],
): Promise<Finding> {
	return withTree(t, contestant, material, (root) => {
		try {
			writeInPlace(material.image, forged);
		} catch (error) {
			return {value: `refused: ${(error as NodeJS.ErrnoException).code ?? error}`};
		}
		const seen = readStepwise(join(root, privateFile));
		if ('step' in seen) return {value: seen.step, note: seen.error};
		const mode = statSync(join(root, privateFile)).mode & 0o7777;
		const note = `the mode is ${mode.toString(8)}`;
		return {
			value: mode === findInode(sampleTree().tree, privateFile)?.permissions ? 'no effect' : 'never',
			note,
		};
	});
}

/** The same material with an image that nobody vouches for; dm-verity has its root hash at any rate. */
function withoutVerity({anchor}: Contestant, material: Material): Material {
	const {image, digest, ...others} = material;
	const bytes = readFileSync(image);
	unlinkSync(image);
	writeFileSync(image, bytes);
	return anchor === 'dm-verity' ? material : {...others, image};
}

/** What is done to the bytes of an image, which not everybody has. The private file's metadata is none that a mount needs. */
async function tamperWithBytes(
	t: CaseContext,
	contestant: Contestant,
	take: () => Material,
): Promise<Readonly<Record<string, Finding>>> {
	const rows = ['tamper-metadata', 'tamper-mounted', 'tamper-mounted-sealed'];
	if (contestant.writeImage === undefined) return Object.fromEntries(rows.map((row) => [row, {value: none}]));
	const forged = forgeMode(t, contestant, take(), privateFile);
	const changed = take();
	writeOnDisk(changed.image, forged);
	return {
		'tamper-metadata': await noticed(t, contestant, changed),
		'tamper-mounted': await noticedWhileMounted(t, contestant, withoutVerity(contestant, take()), forged),
		'tamper-mounted-sealed':
			contestant.anchor === 'fs-verity'
				? await noticedWhileMounted(t, contestant, take(), forged)
				: {value: none, note: contestant.anchor},
	};
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
			const found = await tamperWithBytes(t, contestant, take);
			for (const [row, finding] of Object.entries(found)) tell(row, finding);
			if (contestant.name === 'composefs')
				t.deepEqual(
					Object.values(found).map(({value}) => value),
					['at open', 'refused: ETXTBSY', 'refused: ETXTBSY'],
					'bytes of the image',
				);
			stock.finish();
		}
	},
});
