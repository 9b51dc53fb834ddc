import type {CaseContext} from '#case';
import type {Store} from '../../../src/guest/store.ts';
import type {Mount} from '../../../src/mount/mount.ts';

/** Bytes of which no two pages are equal. */
export function pages(count: number, extra = 0): Buffer {
	const bytes = Buffer.alloc(count * 4096 + extra);
	for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) % 2 ** 32, at);
	return bytes;
}

export interface OneFile {
	readonly mount: Mount;
	readonly store: Store;
	/** Of the file in the mount, and of its backing file. */
	readonly path: string;
	readonly backing: string;
}

/** A mount of an image with one file, `file`, of this content. */
export async function oneFile(t: CaseContext, content: string | Buffer): Promise<OneFile> {
	const store = await t.store({file: content});
	const mount = await t.mount(await t.image(store), {basedir: store.path});
	return {mount, store, path: `${mount.path}/file`, backing: `${store.path}/file`};
}
