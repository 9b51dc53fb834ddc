import type {Directory} from '../../image/tree.ts';
import type {ComposefsOptions} from '../../mount/composefs.ts';
import type {Mount} from '../../mount/mount.ts';
import type {ContestantName} from '../../result/contestant.ts';
import type {ImageFile} from '../store.ts';
import type {Material, Show} from './contestant.ts';
import {others} from './index.ts';

/** What only composefs has an answer to. */
type Options = Pick<ComposefsOptions, 'verityCheck' | 'parameters' | 'acl' | 'attributes' | 'idmap'> & {
	readonly digest?: true | string;
};

/** Shows the trees of cases that were written for composefs by another contestant. What is mounted is made at the first mount. */
export class StandIn {
	readonly #name: Exclude<ContestantName, 'composefs'>;
	readonly #place: Pick<Material, 'directory' | 'cleanup'>;
	readonly #trees = new Map<ImageFile, Directory>();
	readonly #made = new Map<string, (show: Show) => Mount>();

	constructor(name: Exclude<ContestantName, 'composefs'>, place: Pick<Material, 'directory' | 'cleanup'>) {
		this.#name = name;
		this.#place = place;
	}

	/** Stands for an image. It is no file: what a case does to its bytes is about composefs alone. */
	image(content: Directory | Uint8Array): ImageFile {
		if (content instanceof Uint8Array)
			throw new Error(`Expected a tree for ${this.#name} to show, got the bytes of a composefs image`);
		const image = {path: `/dev/null/tree-${this.#trees.size}`};
		this.#trees.set(image, content);
		return image;
	}

	/** Throws the SyscallError of what can't be made or mounted. */
	mount(image: ImageFile, stores: readonly (string | number)[], target: string, options: Options): Mount {
		const tree = this.#trees.get(image);
		if (tree === undefined)
			throw new Error(`Expected an image that was made for ${this.#name}, got ${image.path}`);
		// Each checks content as far as it can: whether that is enough, the case finds out.
		for (const name of ['parameters', 'digest'] as const)
			if (options[name] !== undefined)
				throw new Error(`Expected no option '${name}', which is composefs's alone, for ${this.#name}`);

		const paths = stores.map(String);
		const key = JSON.stringify([image.path, paths]);
		const show = this.#made.get(key) ?? others[this.#name].make({...this.#place, tree, stores: paths});
		this.#made.set(key, show);
		const {acl, attributes, idmap, verityCheck} = options;
		return show({
			target,
			verified: verityCheck === 2,
			...(acl !== undefined && {acl}),
			...(attributes !== undefined && {attributes}),
			...(idmap !== undefined && {idmap}),
		});
	}
}
