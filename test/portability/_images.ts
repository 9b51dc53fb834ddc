import {existsSync, readFileSync} from 'node:fs';
import {seededRandom} from '../../src/guest/random.ts';
import {deviceFile, directory, type Inode, regularFile, specialFile, symlink} from '../../src/image/tree.ts';
import {writeImage} from '../../src/image/writer.ts';
import {FsverityHasher} from '../../src/store/fsverity.ts';
import {hostile} from '../unit/image/hostile.ts';
import {Patch} from '../unit/image/patch.ts';
import {sample} from '../unit/image/sample.ts';

/** Images with what they are mounted with, and the objects that they refer to. */
export interface ImageSet {
	/** By the name that the report has: the path on the given disk, below /given. */
	readonly good: ReadonlyMap<string, Buffer>;
	/** What readers must refuse, each in one place. */
	readonly broken: ReadonlyMap<string, Buffer>;
	/** Bits turned here and there: some are harmless, some not. */
	readonly turned: ReadonlyMap<string, Buffer>;
	/** By backing path. */
	readonly objects: ReadonlyMap<string, Buffer>;
}

const text = Buffer.from('bytes of a backing file\n');
const large = seededRandom('large').bytes(300_001);
const day = 86_400_000_000_000n;

/** The ACL user::rw-, user:4000000000:r--, group::r--, mask::r--, other::---. */
const acl = Buffer.from(
	'0200000001000600ffffffff0200040000286bee04000400ffffffff10000400ffffffff20000000ffffffff',
	'hex',
);

function digestOf(content: Buffer): Buffer {
	return new FsverityHasher().update(content).digest();
}

/** Every type and every field, with values that 32 bits or the other byte order would spoil. */
function everything(): Buffer {
	const file = regularFile(
		{size: text.length, backing: 'text', digest: digestOf(text)},
		{uid: 0x01020304, gid: 0xfffffffe, permissions: 0o4751, mtime: 0x1_0000_0000n * 1_000_000_000n + 1n},
	);
	const many = Array.from({length: 3000}, (_, n): [string, Inode] => [
		`a name of some length ${n}`,
		regularFile(undefined, {mtime: BigInt(n) * day}),
	]);
	const names = [Buffer.alloc(255, 'n'), Buffer.from('\x01 \\\x7f\xff', 'latin1'), Buffer.from('é')];
	return writeImage(
		directory(
			{
				bytes: directory(names.map((name): [Buffer, Inode] => [name, regularFile()])),
				char: deviceFile('chr', {major: 0xabc, minor: 0xabcde}),
				block: deviceFile('blk', {major: 8, minor: 1}),
				deep: directory({a: directory({b: directory({file})}, {permissions: 0o2755})}),
				empty: regularFile(),
				fifo: specialFile('fifo', {mtime: -1n}),
				file,
				// More than 4 GiB, and no backing file.
				huge: regularFile({size: 0x1_2345_6789_abcdn, backing: 'absent'}),
				large: regularFile({size: large.length, backing: 'folder/large', digest: digestOf(large)}),
				link: symlink('deep/a/b/file'),
				long: symlink(Buffer.alloc(4095, 'l')),
				many: directory(many),
				old: regularFile(undefined, {mtime: -2_147_483_649n * 1_000_000_000n + 999_999_999n}),
				socket: specialFile('sock'),
				wrong: regularFile({size: text.length, backing: 'text', digest: Buffer.alloc(32, 0x5a)}),
				xattrs: regularFile(undefined, {
					xattrs: {
						'user.empty': '',
						'user.large': seededRandom('value').bytes(5000),
						'trusted.key': 'value',
						'security.key': Buffer.from([0, 1, 254, 255]),
						'system.posix_acl_access': acl,
					},
				}),
			},
			{mtime: 1_234_567_890_123_456_789n},
		),
	);
}

/** Images of another writer, which are not part of the project. */
function foreign(): [string, Buffer][] {
	const data = new URL('../../../shared/data/', import.meta.url);
	return ['kitchen-sink', 'kitchen-sink-paths', 'hardlink']
		.map((name) => [`foreign/${name}`, new URL(`${name}.cfs`, data)] as const)
		.filter(([, file]) => existsSync(file))
		.map(([name, file]) => [name, readFileSync(file)]);
}

function* broken(): Generator<[string, Buffer]> {
	for (const [rule, ways] of Object.entries(hostile)) {
		for (const [index, way] of ways.entries()) {
			const patch = new Patch(sample);
			way.break(patch);
			yield [`broken/${rule}-${index}`, patch.image];
		}
	}
}

function* turned(count: number): Generator<[string, Buffer]> {
	const random = seededRandom('turned');
	for (let n = 0; n < count; n++) {
		const image = Buffer.from(sample);
		for (let flips = 0; flips <= n % 4; flips++) {
			const at = random.integer(image.length);
			image.writeUInt8(image.readUInt8(at) ^ (1 << random.integer(8)), at);
		}
		yield [`turned/${n}`, image];
	}
}

export function makeImages(): ImageSet {
	return {
		good: new Map([['everything', everything()], ['sample', sample], ...foreign()]),
		broken: new Map(broken()),
		turned: new Map(turned(200)),
		objects: new Map([
			['text', text],
			['folder/large', large],
		]),
	};
}

/** The files of the given disk, and the plan for init.c. */
export function givenFiles({good, broken: bad, turned: odd, objects}: ImageSet): Map<string, Uint8Array> {
	const images = new Map([...good, ...bad, ...odd]);
	const objectPaths = [...objects.keys()].map((path) => `/given/objects/${path}`);
	const everythingPath = '/given/everything';
	const verified = `digest=${digestOf(images.get('everything') as Buffer).toString('hex')},verity_check=2`;
	const plan = [
		...objectPaths.map((path) => `verity ${path}`),
		`verity ${everythingPath}`,
		...[...images.keys()].map((name) => {
			const options = name === 'everything' ? `,${verified}` : '';
			return `image /given/${name} basedir=/given/objects${options}`;
		}),
	];
	return new Map<string, Uint8Array>([
		['plan', Buffer.from(`${plan.join('\n')}\n`)],
		...images,
		...[...objects].map(([path, content]) => [`objects/${path}`, content] as const),
	]);
}
