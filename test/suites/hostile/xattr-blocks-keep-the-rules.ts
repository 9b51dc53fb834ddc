import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {getXattr, listXattrs} from '../xattrs/_get.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

const order = 'xattr keys are not in ascending order';
const length = 'xattr key is not 1 to 255 bytes';
const damages: Record<string, readonly [damage: (image: DamagedImage, path: string) => void, rule: string]> =
	{
		none: [(image, path) => image.setXattrCount(path, 0), 'xattr block without xattrs'],
		'too-many': [(image, path) => image.setXattrCount(path, 65_535), "xattrs don't fit their block"],
		'short-header': [
			(image, path) => image.setReference(path, 'xattrs', {length: 1}),
			'xattr block is too short',
		],
		'empty-key': [(image, path) => image.setXattrLength(path, 1, 'key', 0), length],
		'key-of-256-bytes': [(image, path) => image.setXattrLength(path, 1, 'key', 256), length],
		'value-past-the-end': [
			(image, path) => image.setXattrLength(path, 2, 'value', 7),
			'xattr passes the end of its block',
		],
		'key-with-nul': [
			(image, path) => image.replace(path, 'xattrs', 'user.b', 'user.\0'),
			'xattr key holds a NUL',
		],
		unsorted: [(image, path) => image.replace(path, 'xattrs', 'user.b', 'user.d'), order],
		doubled: [(image, path) => image.replace(path, 'xattrs', 'user.b', 'user.a'), order],
	};

export default defineCase({
	title: 'xattrs are EUCLEAN to list, and to look for a key behind the fault, when their block breaks a rule',
	groups: ['auto', 'quick', 'hostile'],
	batch: true,
	async run(t) {
		// The xattrs differ from file to file, so that each has a block of its own.
		const files = Object.keys(damages).map((name, n) => {
			const xattrs = {'user.a': 'value', 'user.b': Buffer.alloc(300, n), 'user.c': 'length'};
			return [name, regularFile(undefined, {xattrs})] as const;
		});
		const damaged = new DamagedImage(directory(files));
		for (const [name, [damage]] of Object.entries(damages)) damage(damaged, `/${name}`);
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);

		for (const [name, [, rule]] of Object.entries(damages)) {
			const path = `${mount.path}/${name}`;
			await breaksRule(t, image, damaged.number(`/${name}`), rule, () => listXattrs(path));
		}
		for (const name of Object.keys(damages)) {
			await t.fails('EUCLEAN', () => getXattr(`${mount.path}/${name}`, 'user.zz'));
			mount.open(name).close();
		}
	},
});
