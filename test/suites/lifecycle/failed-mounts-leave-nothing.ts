import {closeSync, mkdirSync, openSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {moduleReferences} from '../../../src/guest/kernel-state.ts';
import {inodeField, superblockField, superblockSize} from '../../../src/image/layout.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {writeImage} from '../../../src/image/writer.ts';
import {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {SecondDisk} from '../_support/second-disk.ts';

export default defineCase({
	title:
		'a mount that fails at any step leaves no reference to the image, its bases, their disk or the module',
	groups: ['auto', 'quick', 'lifecycle'],
	batch: true,
	async run(t) {
		const disk = new SecondDisk(t.tmp());
		t.cleanUp('the second disk', () => disk.mount.close());
		const base = `${disk.mount.path}/base`;
		mkdirSync(base, {recursive: true});
		const unbindable = new Mount(t.tmp());
		loadNative().mount('none', unbindable.path, 'tmpfs', 0, null);
		t.cleanUp('the unbindable mount', () => unbindable.close());
		loadNative().mount(null, unbindable.path, null, c.MS_UNBINDABLE, null);

		const good = writeImage(directory({file: regularFile()}));
		const broken = (change: (bytes: Buffer) => void) => {
			const bytes = Buffer.from(good);
			change(bytes);
			return bytes;
		};
		const root = (field: number) => superblockSize + field;
		const attempts: readonly (readonly [code: string, bytes: Buffer, basedir: string[], digest?: string])[] =
			[
				['EIO', good, [base], '0'.repeat(64)],
				['EUCLEAN', broken((bytes) => bytes.writeUInt32LE(0, superblockField.magic)), [base]],
				[
					'EUCLEAN',
					broken((bytes) => bytes.writeBigUInt64LE(2n ** 62n, superblockField.vdataOffset)),
					[base],
				],
				['EUCLEAN', broken((bytes) => bytes.writeUInt32LE(0o100644, root(inodeField.mode))), [base]],
				['EUCLEAN', broken((bytes) => bytes.writeUInt32LE(1, root(inodeField.variableData) + 8)), [base]],
				[
					'EUCLEAN',
					broken((bytes) => bytes.writeUInt32LE(2 ** 31, root(inodeField.variableData) + 8)),
					[base],
				],
				['ENOENT', good, [base, `${base}/absent`]],
				['EINVAL', good, [base, unbindable.path]],
				['EINVAL', good, [base, base, '']],
			];

		for (const [i, [code, bytes, basedir, digest]] of attempts.entries()) {
			const path = `${base}/image-${i}.cfs`;
			writeFileSync(path, bytes);
			await t.fails(code, () => t.mount({path}, {basedir, ...(digest !== undefined && {digest})}));
			closeSync(openSync(path, 'r+'));
		}

		t.is(moduleReferences('composefs'), 0);
		disk.mount.close();
		t.is(disk.isHeld(), false);
	},
});
