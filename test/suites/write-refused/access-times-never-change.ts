import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

const mtime = 1_600_000_000_123_456_789n;

export default defineCase({
	title: 'reading changes no access time, on a mount that asks for strict ones too',
	groups: ['auto', 'write-refused'],
	needs: ['any-time'],
	batch: true,
	async run(t) {
		const store = await t.store({object: 'hello'});
		const image = await t.image(
			directory(
				{file: regularFile({size: 5, backing: 'object'}, {mtime}), link: symlink('file', {mtime})},
				{mtime},
			),
		);
		const {path} = await t.mount(image, {basedir: store.path, attributes: c.MOUNT_ATTR_STRICTATIME});
		const names = ['.', 'file', 'link'];
		const atimes = () =>
			names.map((name) => {
				const {atime} = loadNative().statx(
					c.AT_FDCWD,
					`${path}/${name}`,
					c.AT_SYMLINK_NOFOLLOW,
					c.STATX_ATIME,
				);
				return atime.sec * 1_000_000_000n + BigInt(atime.nsec);
			});

		readdirSync(path);
		readFileSync(`${path}/link`);
		readlinkSync(`${path}/link`);
		t.deepEqual(atimes(), [mtime, mtime, mtime]);
	},
});
