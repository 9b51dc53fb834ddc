import {defineCase} from '#case';
import {directory, regularFile, type Xattr} from '../../../src/image/tree.ts';
import {loadNative} from '../../../src/native.ts';
import {listXattrs} from './_get.ts';

const alphabet = ['\x01', '.', 'a', 'b', '\x7f', '\x80', '\xff'] as const;

/** A search that compares only as far as the shorter key goes, in signed bytes, or stops one early, fails here. */
export default defineCase({
	title:
		'of random keys that are prefixes and neighbours of each other, each has its own value and none else is found',
	groups: ['auto', 'xattrs'],
	needs: [],
	batch: true,
	async run(t) {
		const bytes = (text: string) => Buffer.from(text, 'latin1');
		const randomKey = () =>
			`${t.random.pick(['user.', 'trusted.', 'security.'])}${Array.from({length: 1 + t.random.integer(4)}, () => t.random.pick(alphabet)).join('')}`;
		const files = Array.from({length: 12}, (_, file) => {
			const drawn = [...new Set(Array.from({length: 120}, randomKey))];
			const keys = drawn.slice(0, 1 + Math.floor((drawn.length * file) / 16)).sort();
			const xattrs = keys.map(
				(key): Xattr => ({key: bytes(key), value: t.random.bytes(t.random.integer(40))}),
			);
			return {name: `file-${file}`, keys, xattrs, absent: drawn.filter((key) => !keys.includes(key))};
		});
		const tree = directory(files.map(({name, xattrs}) => [name, regularFile(undefined, {xattrs})] as const));
		const mount = await t.mount(await t.image(tree));

		for (const {name, keys, xattrs, absent} of files) {
			const path = `${mount.path}/${name}`;
			const get = (key: string) => loadNative().lgetxattr(path, bytes(key), 64);
			t.deepEqual(listXattrs(path).sort(), keys);
			for (const {key, value} of xattrs) {
				t.deepEqual(get(key.toString('latin1')), value);
				t.is(loadNative().lgetxattr(path, key, 0), value.length);
			}
			for (const key of absent.slice(0, 30)) await t.fails('ENODATA', () => get(key));
		}
	},
});
