import {defineCase} from '#case';
import {directory, regularFile, specialFile} from '../../../src/image/tree.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

const past = 'vdata reference passes the end of vdata';
const disagree = 'backing path without size or size without path';
type Damage = (image: DamagedImage, path: string) => void;
const damages: Record<string, readonly [damage: Damage, rule: string]> = {
	'path-past-the-end': [
		(image, path) => image.setReference(path, 'variableData', {offset: end(image) - 1n}),
		past,
	],
	'path-that-wraps': [
		(image, path) => image.setReference(path, 'variableData', {offset: 2n ** 64n - 1n}),
		past,
	],
	'xattrs-past-the-end': [
		(image, path) => image.setReference(path, 'xattrs', {offset: 0n, length: 2 ** 32 - 1}),
		past,
	],
	'digest-past-the-end': [
		(image, path) => image.setReference(path, 'digest', {offset: end(image) - 31n}),
		past,
	],
	'digest-of-31-bytes': [
		(image, path) => image.setReference(path, 'digest', {length: 31}),
		'digest is not 32 bytes',
	],
	'path-without-size': [(image, path) => image.setInode(path, 'size', 0), disagree],
	'size-without-path': [(image, path) => image.setReference(path, 'variableData', {length: 0}), disagree],
	'path-of-4096-bytes': [
		(image, path) => image.setReference(path, 'variableData', {offset: 0n, length: 4096}),
		'backing path is longer than 4095 bytes',
	],
};

function end(image: DamagedImage): bigint {
	return BigInt(image.bytes.length - image.vdataOffset);
}

export default defineCase({
	title: 'looking up an inode is EUCLEAN when a reference leaves vdata or does not go with the inode',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		const file = () =>
			regularFile({size: 5, backing: 'content', digest: Buffer.alloc(32, 1)}, {xattrs: {'user.a': 'a'}});
		const files = Object.keys(damages).map((name) => [name, file()] as const);
		const large = regularFile(undefined, {xattrs: {'user.large': Buffer.alloc(5000)}});
		const fifo = specialFile('fifo');
		const damaged = new DamagedImage(directory([...files, ['fifo', fifo], ['large', large]]));
		for (const [name, [damage]] of Object.entries(damages)) damage(damaged, `/${name}`);
		damaged.setReference('/fifo', 'variableData', {offset: 0n, length: 1});
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);

		const rules = Object.entries(damages).map(([name, [, rule]]) => [name, rule] as const);
		for (const [name, rule] of [...rules, ['fifo', 'special file has variable data'] as const])
			await breaksRule(t, image, damaged.number(`/${name}`), rule, () => lstatx(`${mount.path}/${name}`));
		t.is(lstatx(`${mount.path}/large`).size, 0n);
	},
});
