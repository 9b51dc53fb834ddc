/** Contestants that leave the content in the store, or in layers, and have overlayfs put the tree together. */
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Directory, Dirent} from '../../image/tree.ts';
import {type Mount, mountFilesystem, type Parameter} from '../../mount/mount.ts';
import {writeErofsMetadata} from '../erofs-metadata.ts';
import type {Contestant, Material, Show} from './contestant.ts';
import {layOutCopy} from './lay-out.ts';
import {attachLoop} from './loop-device.ts';
import {hasAllDigests, layOutMetadata} from './metadata.ts';
import {makeSquashfs, showFilesystem, withMemory} from './whole-images.ts';

/** Metadata in one filesystem, content in data-only layers below it, as production does it. */
function metadataAbove(
	material: Material,
	showMetadata: (show: Pick<Show, 'target' | 'acl'>) => Mount,
): (show: Show) => Mount {
	const empty = material.directory();
	return ({target, acl, verified, ...show}) => {
		const below = showMetadata({target: material.directory(), ...(acl !== undefined && {acl})});
		try {
			const stores = material.stores.length === 0 ? [empty] : material.stores;
			return mountFilesystem({
				...show,
				target,
				type: 'overlay',
				parameters: [
					['lowerdir+', below.path],
					...stores.map((store): Parameter => ['datadir+', store]),
					['metacopy', 'on'],
					['redirect_dir', 'on'],
					['verity', verified || hasAllDigests(material.tree) ? 'require' : 'on'],
					['ro', true],
				],
			});
		} finally {
			// The stack has its own hold of what lies below.
			below.close();
		}
	};
}

/** `sourceOf`: what the image is mounted from. */
function erofsBelow(sourceOf: (material: Material, image: string) => string): Contestant {
	return {
		make(material) {
			const image = join(material.directory(), 'metadata.erofs');
			writeErofsMetadata(material.tree, image, material.directory(), material.directory());
			const source = sourceOf(material, image);
			return metadataAbove(material, (show) => showFilesystem('erofs', [['source', source]], show));
		},
	};
}

export const erofsOverlay = erofsBelow((_material, image) => image);
export const erofsLoopOverlay = erofsBelow(attachLoop);

export const squashfsOverlay: Contestant = {
	make(material) {
		const image = join(material.directory(), 'metadata.squashfs');
		withMemory(material, (root) => {
			layOutMetadata(material.tree, root, true);
			makeSquashfs(root, image);
		});
		const device = attachLoop(material, image);
		return metadataAbove(material, (show) => showFilesystem('squashfs', [['source', device]], show));
	},
};

/** As container engines have it without any image: layers that are unpacked, here two. */
export const overlayfsLayers: Contestant = {
	make(material) {
		const place = material.directory();
		const layers = splitTree(material.tree).map((tree, index) => {
			const layer = join(place, `layer-${index}`);
			mkdirSync(layer);
			layOutCopy(tree, layer, material.stores);
			return layer;
		});
		const parameters = layers.map((layer): Parameter => ['lowerdir+', layer]);
		return (show) => showFilesystem('overlay', parameters, show);
	},
};

/** Two trees that make the whole one when they are merged: of the root and of each directory in it each has a part. */
export function splitTree(tree: Directory): readonly [Directory, Directory] {
	const whole = linkedTwice(tree);
	const halves = (directory: Directory, deeper: boolean): [Directory, Directory] => {
		const [upper, lower]: [Dirent[], Dirent[]] = [[], []];
		for (const [index, entry] of directory.entries.entries()) {
			const {name, inode} = entry;
			if (deeper && inode.type === 'dir') {
				const [one, other] = halves(inode, false);
				upper.push({name, inode: one});
				lower.push({name, inode: other});
			} else if (index % 2 === 0 && inode.type !== 'dir' && !whole.has(inode)) upper.push(entry);
			else lower.push(entry);
		}
		return [
			{...directory, entries: upper},
			{...directory, entries: lower},
		];
	};
	return halves(tree, true);
}

/** Hard links don't reach from layer to layer. */
function linkedTwice(tree: Directory): ReadonlySet<unknown> {
	const [seen, twice] = [new Set<unknown>(), new Set<unknown>()];
	const look = ({entries}: Directory) => {
		for (const {inode} of entries) {
			if (inode.type === 'dir') look(inode);
			else (seen.has(inode) ? twice : seen).add(inode);
		}
	};
	look(tree);
	return twice;
}
