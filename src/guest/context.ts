import assert from 'node:assert/strict';
import {inspect} from 'node:util';
import type {Directory} from '../image/tree.ts';
import {type ComposefsOptions, mountComposefs} from '../mount/composefs.ts';
import type {Mount} from '../mount/mount.ts';
import {constants} from '../native.ts';
import type {CaseInfo} from '../result/case-info.ts';
import {type Capability, type ContestantName, contestants} from '../result/contestant.ts';
import {foreignImagePath, foreignImagesFixture} from '../result/foreign-images.ts';
import {encodeGolden} from '../result/golden.ts';
import {payloadPath, type SeedRange} from '../result/protocol.ts';
import type {CleanupStack} from './cleanup.ts';
import {StandIn} from './contestants/stand-in.ts';
import type {KernelLog} from './kmsg.ts';
import {type Random, seededRandom} from './random.ts';
import {
	type ImageFile,
	type ImageOptions,
	makeStore,
	type Store,
	type StoreContent,
	treeOfStore,
	writeImageFile,
} from './store.ts';
import {openTreeFixture, type TreeFixture} from './tree-fixture.ts';
import {type Place, Workspace} from './workspace.ts';

/** Thrown to end a case that can't run here. */
export class NotRun extends Error {}

interface ContextParts {
	readonly info: CaseInfo;
	readonly seed: string;
	readonly contestant: ContestantName;
	readonly seeds?: SeedRange;
	readonly caseId: string;
	readonly update?: boolean;
	readonly cleanup: CleanupStack;
	readonly kernelLog: KernelLog;
	readonly signal: AbortSignal;
	readonly onLog: (line: string) => void;
	readonly payload: {read(path: string): Buffer; has(path: string): boolean};
}

export interface StoreOptions {
	/** Default `scratch`: ext4 with fs-verity. */
	readonly place?: Place;
	/** Whether the files get fs-verity. Default: when the case requires `fsverity`. */
	readonly verity?: boolean;
}

export interface MountOptions
	extends Pick<ComposefsOptions, 'verityCheck' | 'acl' | 'attributes' | 'idmap' | 'parameters'> {
	/** One base directory or several, the first that has a path wins. Default: none. */
	readonly basedir?: string | readonly string[];
	/** The digest that the image must have, 64 hexadecimal digits; `true` for the one that it has. */
	readonly digest?: true | string;
}

/** What a case is given, called `t`: fixtures that clean up after themselves, assertions, its log. */
export class CaseContext {
	/** Aborted when the deadline has passed. */
	readonly signal: AbortSignal;
	/** The same numbers for the same seed of the run. */
	readonly random: Random;
	readonly #parts: ContextParts;
	readonly #workspace: Workspace;
	/** Shows the case's trees where that is not composefs. */
	readonly #standIn: StandIn | undefined;

	constructor(parts: ContextParts) {
		this.#parts = parts;
		this.#workspace = new Workspace(parts.cleanup);
		this.signal = parts.signal;
		this.random = seededRandom(parts.seed);
		this.#standIn =
			parts.contestant === 'composefs'
				? undefined
				: new StandIn(parts.contestant, {
						directory: () => this.tmp('scratch'),
						cleanup: parts.cleanup,
					});
	}

	/** A new empty directory, in memory unless told otherwise. */
	tmp(place: Place = 'memory'): string {
		return this.#workspace.directory(place);
	}

	/** The packed tree of the host. The case must list `tree` in its fixtures. */
	tree(): TreeFixture {
		this.#expectFixture('tree');
		return openTreeFixture(this.#workspace.disk('store', constants.MS_RDONLY | constants.MS_NOATIME));
	}

	/** A file of the images that other tools wrote; where the host has none the case is notrun. It must list `foreign-images`. */
	foreignImage(name: string): Buffer {
		this.#expectFixture(foreignImagesFixture);
		const path = foreignImagePath(name);
		return this.#parts.payload.has(path)
			? this.#parts.payload.read(path)
			: this.notrun('the host has no images of other tools');
	}

	/** Backing files with this content, by path. */
	async store(content: StoreContent, options: StoreOptions = {}): Promise<Store> {
		return makeStore(this.tmp(options.place ?? 'scratch'), content, options.verity ?? this.#wantsVerity);
	}

	/** Of what a case that tries many random inputs makes them: 1 to 50 unless the run says otherwise. */
	get seeds(): readonly number[] {
		const {from, to} = this.#parts.seeds ?? {from: 1, to: 50};
		return Array.from({length: to - from + 1}, (_, index) => from + index);
	}

	/** Whether who shows the trees is able to something. */
	can(capability: Capability): boolean {
		return contestants[this.#parts.contestant].cannot[capability] === undefined;
	}

	/** Who shows the trees of this run. */
	get contestant(): ContestantName {
		return this.#parts.contestant;
	}

	/**
	 * An image: of a store (each file at its own path), of a tree made with `src/image/tree.ts`, or of raw bytes
	 * however broken.
	 */
	async image(
		from: Store | Directory | Uint8Array,
		options: ImageOptions & StoreOptions = {},
	): Promise<ImageFile> {
		const content = from instanceof Uint8Array || 'entries' in from ? from : treeOfStore(from, options);
		if (this.#standIn !== undefined) return this.#standIn.image(content);
		const path = `${this.tmp(options.place ?? 'scratch')}/image.cfs`;
		return writeImageFile(path, content, options.verity ?? this.#wantsVerity);
	}

	/** Mounts an image with the driver, or has the run's contestant show it; unmounted at the end, or before by the mount's `close()`. */
	async mount(image: ImageFile, options: MountOptions = {}): Promise<Mount> {
		const {basedir = [], digest, ...others} = options;
		const target = this.tmp();
		const basedirs = typeof basedir === 'string' ? [basedir] : basedir;
		const mount =
			this.#standIn?.mount(image, basedirs, target, options) ??
			mountComposefs({
				...others,
				source: image.path,
				basedirs,
				target,
				...(digest !== undefined && {digest: digest === true ? digestOf(image) : digest}),
			});
		this.#parts.cleanup.push(`the mount on ${target}`, () => mount.close());
		return mount;
	}

	/** Undoes something at the end of the case, whatever happened; in reverse order. */
	cleanUp(what: string, undo: () => unknown): void {
		this.#parts.cleanup.push(what, undo);
	}

	/** A line for the run's records. */
	log(line: string): void {
		this.#parts.onLog(line);
	}

	/** Ends the case: what it needs is absent here. */
	notrun(reason: string): never {
		throw new NotRun(reason);
	}

	/**
	 * The text is what the file `<case>.golden` beside the case holds; a run with --update writes it. Once in a case, for output that
	 * reads better as a whole.
	 */
	golden(text: string): void {
		const {caseId, update, payload} = this.#parts;
		if (update) {
			this.log(encodeGolden(text));
			return;
		}
		const path = payloadPath.golden(caseId);
		if (!payload.has(path))
			assert.fail(
				`Expected ${caseId}.golden, there is none: --update writes it after a look at what came out:\n${text}`,
			);
		assert.strictEqual(
			text,
			payload.read(path).toString(),
			`other than ${caseId}.golden; --update takes it over`,
		);
	}

	/** Object.is, with a difference in the message. */
	is<Value>(actual: Value, expected: Value, message?: string): void {
		assert.strictEqual(actual, expected, message);
	}

	deepEqual<Value>(actual: Value, expected: Value, message?: string): void {
		assert.deepStrictEqual(actual, expected, message);
	}

	true(condition: boolean, message?: string): void {
		assert.ok(condition, message);
	}

	match(text: string, pattern: RegExp, message?: string): void {
		assert.match(text, pattern, message);
	}

	/** `action` throws or rejects, with an error whose `code` is this errno's name; gives back the error. */
	async fails(code: string, action: () => unknown): Promise<NodeJS.ErrnoException> {
		let result: unknown;
		try {
			result = await action();
		} catch (error) {
			const failed = error as NodeJS.ErrnoException;
			if (failed?.code === code) return failed;
			assert.fail(
				`Expected ${code}, got ${failed?.code ?? 'another error'}: ${failed?.message ?? String(error)}`,
			);
		}
		assert.fail(`Expected ${code}, got success with ${inspect(result)}`);
	}

	/** The kernel logged a line that matches since the case started. */
	kernelLogged(pattern: RegExp): void {
		const lines = this.kernelLog();
		if (lines.some((line) => pattern.test(line))) return;
		const last = lines.slice(-10).map((line) => `\n  ${line}`);
		assert.fail(
			`Expected a line of the kernel's log to match ${pattern}, got ${lines.length} lines${last.length > 0 ? `, the last:${last.join('')}` : ''}`,
		);
	}

	/** What the kernel logged since the case started. */
	kernelLog(): readonly string[] {
		return this.#parts.kernelLog.lines();
	}

	#expectFixture(name: string): void {
		const {fixtures} = this.#parts.info;
		if (!fixtures.includes(name))
			throw new Error(`Expected '${name}' in the case's fixtures, got [${fixtures.join(', ')}]`);
	}

	get #wantsVerity(): boolean {
		return this.#parts.info.requires.includes('fsverity');
	}
}

function digestOf({path, digest}: ImageFile): string {
	if (digest === undefined)
		throw new Error(`Expected ${path} to have fs-verity, it has none: make it with {verity: true}`);
	return digest.toString('hex');
}
