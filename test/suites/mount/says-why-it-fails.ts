import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory} from '../../../src/image/tree.ts';
import type {SyscallError} from '../../../src/native.ts';
import {asUser} from '../_support/as-user.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';
import {DamagedImage} from '../hostile/_damage.ts';

export default defineCase({
	title: 'the log of a context says in one line why an option, an image or a base directory is refused',
	groups: ['auto', 'quick', 'mount'],
	batch: true,
	async run(t) {
		const dir = t.tmp();
		const at = (name: string) => `${dir}/${name}`;
		mkdirSync(at('dir'));
		writeFileSync(at('file'), '');
		const good = await t.image(directory());
		const broken = new DamagedImage(directory());
		broken.setInode('/', 'mode', 0o100_644);
		writeFileSync(at('broken.cfs'), broken.bytes);
		writeFileSync(at('private.cfs'), broken.bytes);
		chmodSync(at('private.cfs'), 0o600);
		chmodSync(dir, 0o755);

		const attempts: readonly (readonly [
			code: string,
			says: string,
			options: [string, string][],
			uid?: number,
		])[] = [
			['ENOENT', `source: Lookup failure for '${at('absent')}'`, [['source', at('absent')]]],
			['ENOENT', `basedir: Lookup failure for '${at('absent')}'`, [['basedir', `${dir}:${at('absent')}`]]],
			['ENOTDIR', `basedir: Lookup failure for '${at('file')}'`, [['basedir', at('file')]]],
			['EINVAL', 'basedir: empty path', [['basedir', `${dir}:`]]],
			['EISDIR', 'image is not a regular file', [['source', at('dir')]]],
			['EACCES', "image can't be read", [['source', at('private.cfs')]], 1000],
			['EUCLEAN', 'image: file is too short', [['source', at('file')]]],
			['EUCLEAN', 'image: root is not a directory', [['source', at('broken.cfs')]]],
			[
				'EIO',
				'image has no fs-verity digest',
				[
					['source', good.path],
					['digest', '0'.repeat(64)],
				],
			],
		];
		for (const [code, says, options, uid = 0] of attempts) {
			const error = await t.fails(code, () => {
				using context = new FilesystemContext();
				for (const [key, value] of options) context.setString(key, value);
				asUser(uid, () => context.create());
			});
			t.deepEqual((error as SyscallError).kernelLog, [`e composefs: ${says}`]);
		}
	},
});
