import {copyFileSync, mkdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import type {Contestant, Material} from '../../../src/compare/guest/contestant.ts';
import {objectOf} from '../../../src/compare/guest/material.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
import {Stock} from '../../../src/compare/guest/stock.ts';
import {enableVerity} from '../../../src/store/enable-verity.ts';

const [near, far] = ['folder-1/file-1', 'folder-1/file-2'];

type Trial = (t: CaseContext, contestant: Contestant, material: Material) => Promise<void>;

function expect(material: Material, root: string, path: string): void {
	const content = readFileSync(join(root, path));
	if (!content.equals(material.contents.get(path) ?? Buffer.alloc(0)))
		throw new Error('the content is another');
}

/** Content that is there without its object does not come from there. */
function expectAbsent(root: string, path: string): void {
	try {
		readFileSync(join(root, path));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
		throw error;
	}
	throw new Error('the image holds the content');
}

/** Each throws where a contestant can't. */
const trials: Readonly<Record<string, Trial>> = {
	async 'several-filesystems'(t, contestant, material) {
		// The same kind of disk, but another filesystem: hard links end at its border.
		const other = join(t.tmp('second'), 'objects');
		const object = objectOf(material, far);
		const moved = join(other, basename(dirname(object)), basename(object));
		mkdirSync(dirname(moved), {recursive: true});
		copyFileSync(object, moved);
		enableVerity(moved);
		rmSync(object);
		const stores = [...material.stores, other];
		await withTree(t, contestant, {...material, stores}, (root) => {
			for (const path of [near, far]) expect(material, root, path);
		});
		renameSync(moved, `${moved}.absent`);
		await withTree(t, contestant, {...material, stores}, (root) => expectAbsent(root, far));
	},
	async 'absent-until-needed'(t, contestant, material) {
		const object = objectOf(material, far);
		const elsewhere = join(t.tmp('scratch'), 'object');
		renameSync(object, elsewhere);
		await withTree(t, contestant, material, (root) => {
			expect(material, root, near);
			expectAbsent(root, far);
			renameSync(elsewhere, object);
			expect(material, root, far);
		});
	},
};

export default defineCase({
	title: 'content may lie on several filesystems, and come when it is needed',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 60_000,
	async run(t) {
		const all = loadContestants(t);
		for (const contestant of all) {
			const stock = new Stock(t, contestant);
			for (const [row, trial] of Object.entries(trials)) {
				let value = 'yes';
				let note: string | undefined;
				try {
					await trial(t, contestant, stock.take([far]));
				} catch (error) {
					value = 'no';
					note = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
				}
				say(t, {row, contestant: contestant.name, value, ...(note !== undefined && {note})});
				if (contestant.name === 'composefs') t.is(value, 'yes', `${row}: ${note}`);
			}
			stock.finish();
		}
	},
});
