import {copyFileSync, mkdirSync, readFileSync, renameSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {type CaseContext, defineCase} from '#case';
import type {Contestant, Material} from '../../../src/compare/guest/contestant.ts';
import {makeMaterial, objectOf} from '../../../src/compare/guest/material.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';
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
		renameSync(object, `${object}.moved`);
		const stores = [...material.stores, other];
		await withTree(t, contestant, {...material, stores}, (root) => {
			for (const path of [near, far]) expect(material, root, path);
		});
		renameSync(moved, `${moved}.absent`);
		await withTree(t, contestant, {...material, stores}, (root) => expectAbsent(root, far));
	},
	async 'absent-until-needed'(t, contestant, material) {
		const object = objectOf(material, far);
		renameSync(object, `${object}.absent`);
		await withTree(t, contestant, material, (root) => {
			expect(material, root, near);
			expectAbsent(root, far);
			renameSync(`${object}.absent`, object);
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
		for (const [row, trial] of Object.entries(trials))
			for (const contestant of all) {
				let value = 'yes';
				let note: string | undefined;
				try {
					await trial(t, contestant, makeMaterial(t, contestant));
				} catch (error) {
					value = 'no';
					note = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
				}
				say(t, {row, contestant: contestant.name, value, ...(note !== undefined && {note})});
				if (contestant.name === 'composefs') t.is(value, 'yes', `${row}: ${note}`);
			}
	},
});
