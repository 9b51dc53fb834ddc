import {copyFileSync, lstatSync, readdirSync, rmSync} from 'node:fs';
import {join, relative} from 'node:path';
import type {CaseContext} from '../../guest/case.ts';
import {measureVerity} from '../../guest/store.ts';
import {loadNative} from '../../native.ts';
import type {Contestant, Material} from './contestant.ts';
import {addObject, packSample, seal} from './material.ts';
import {objectIn, objectName, type Sample, sampleTree} from './sample-tree.ts';

/**
 * A material for many looks, each of which finds it as it was made: to fill a store with fs-verity takes a second or two under emulation, to
 * write a few of its objects anew some milliseconds.
 */
export class Stock {
	readonly #t: CaseContext;
	readonly #contestant: Contestant;
	readonly #make: () => Sample;
	readonly #first: Material;
	#touched: readonly string[] = [];

	/** `make` gives the same sample each time, a tree of its own, in which may be changed what will. */
	constructor(t: CaseContext, contestant: Contestant, make: () => Sample = sampleTree) {
		this.#t = t;
		this.#contestant = contestant;
		this.#make = make;
		this.#first = packSample(t, contestant, make(), [join(t.tmp('scratch'), 'objects')]);
	}

	/**
	 * The material for a look, which may do what it will to the image, to the tree, and to the objects of the files that it names as
	 * `touched`. What was taken before is no longer to be used.
	 */
	take(touched: readonly string[] = []): Material {
		this.#renew();
		this.#touched = touched;
		const {place, stores, image, digest} = this.#first;
		const material = {...this.#make(), place, stores};
		if (image === '') return {...material, image};
		const copy = `${image}.copy`;
		rmSync(copy, {force: true});
		copyFileSync(image, copy);
		return {...material, image: copy, digest: seal(this.#contestant, copy, digest ?? '')};
	}

	/** Frees the space. Fails the case where a look touched more than it named: others after it would not have found what was made. */
	finish(): void {
		this.#renew();
		const {stores, contents, image} = this.#first;
		const [store = ''] = stores;
		const found = readdirSync(store, {recursive: true, withFileTypes: true})
			.filter((entry) => !entry.isDirectory())
			.map(({parentPath, name}) => this.#describe(store, join(parentPath, name)));
		const expected = new Set([...contents.values()].map((content) => `${objectName(content)}${asMade}`));
		this.#t.deepEqual(found.sort(), [...expected].sort(), `the store of ${this.#contestant.name}`);
		for (const path of [...stores, image, `${image}.copy`]) rmSync(path, {recursive: true, force: true});
	}

	#renew(): void {
		const {tree, stores} = this.#first;
		for (const path of this.#touched) {
			for (const store of stores) rmSync(join(store, objectIn(tree, path)), {force: true});
			addObject(this.#first, path, stores);
		}
	}

	/** Whose files are links sets modes, owners and xattrs of objects, each time in the same way. */
	#describe(store: string, path: string): string {
		const {mode, uid, gid} = lstatSync(path);
		const measured = measureVerity(path).toString('hex');
		const name = relative(store, path);
		if (name.replace('/', '') !== measured) return `${name} measured ${measured}`;
		if (this.#contestant.content === 'links') return `${name}${asMade}`;
		const keys = loadNative().llistxattr(path, 65_536).toString();
		return `${name} ${(mode & 0o7777).toString(8)} ${uid} ${gid} ${keys}`;
	}
}

const asMade = ' 644 0 0 ';
