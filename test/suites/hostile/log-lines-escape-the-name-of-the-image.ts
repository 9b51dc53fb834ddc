import {renameSync} from 'node:fs';
import {dirname} from 'node:path';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';

export default defineCase({
	title: 'the log names an image by one line of printable characters, whatever bytes its path has',
	groups: ['auto', 'hostile'],
	batch: true,
	async run(t) {
		const damaged = new DamagedImage(directory({file: regularFile()}));
		damaged.setInode('/file', 'mode', 0);
		const image = await t.image(damaged.bytes);
		const path = `${dirname(image.path)}/a\n<0>composefs: forged\x1b[2J\u00e9 b`;
		renameSync(image.path, path);
		const mount = await t.mount({path});

		await t.fails('EUCLEAN', () => lstatx(`${mount.path}/file`));
		t.kernelLogged(
			/^composefs: .*\/a\\(n|x0a)<0>composefs: forged\\(e|x1b)\[2J\\xc3\\xa9 b: inode 1: unknown file type$/,
		);
		t.deepEqual(
			t.kernelLog().filter((line) => /[^\x20-\x7e]|^<0>|^composefs: forged/.test(line)),
			[],
		);
	},
});
