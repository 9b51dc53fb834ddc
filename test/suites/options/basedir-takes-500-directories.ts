import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import type {SyscallError} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';
import {mountLineOf} from '../_support/mount-line.ts';

const limit = 500;

export default defineCase({
	title: 'a mount takes 500 base directories and refuses the 501st with EINVAL, also as the second of a list',
	groups: ['auto', 'options'],
	batch: true,
	async run(t) {
		const parent = t.tmp();
		for (let i = 0; i < limit; i += 1) mkdirSync(`${parent}/${i}`);
		writeFileSync(`${parent}/${limit - 1}/file`, 'last');
		const image = await t.image(directory({file: regularFile({size: 4, backing: 'file'})}));
		using context = new FilesystemContext();
		context.setString('source', image.path);
		for (let i = 0; i < limit - 1; i += 1) context.setString('basedir', `${parent}/${i}`);

		const list = await t.fails('EINVAL', () => context.setString('basedir', `${parent}/499:${parent}/0`));
		const one = await t.fails('EINVAL', () => context.setString('basedir', `${parent}/0`));
		context.create();
		using mount = context.attach(t.tmp());

		for (const error of [list, one])
			t.deepEqual((error as SyscallError).kernelLog, [
				'e composefs: basedir: more than 500 base directories',
			]);
		t.is(readFileSync(`${mount.path}/file`, 'utf8'), 'last');
		t.is(mountLineOf(mount.path).options.split(':').length, limit);
	},
});
