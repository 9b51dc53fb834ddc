import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {lstatx} from '../inodes/_statx.ts';
import {traceDriver, tracing} from './_tracing.ts';

/** A name that would forge a line, colour a terminal, or end one's UTF-8; and what is to be seen of it. */
const raw = Buffer.from('a\n"b\x1b[31m\\ c\x7f\xff', 'latin1');
const escaped = String.raw`a\n"b\e[31m\\ c\x7f\xff`;

export default defineCase({
	title: 'the tracepoint composefs_lookup tells directory, inode, result and name, escaped',
	groups: ['auto', 'quick', 'observable'],
	requires: [tracing],
	batch: true,
	async run(t) {
		const file = regularFile({size: 1, backing: 'x'});
		const mount = await t.mount(
			await t.image(
				directory([
					['d', directory([['f'.repeat(255), file]])],
					[raw, file],
				]),
			),
		);
		const traced = traceDriver(t);
		const path = (name: Buffer) => Buffer.concat([Buffer.from(`${mount.path}/`), name]);

		const {ino: root} = lstatx(mount.path);
		const {ino: inner, devMajor, devMinor} = lstatx(path(Buffer.from('d')));
		const {ino: long} = lstatx(path(Buffer.from(`d/${'f'.repeat(255)}`)));
		const {ino: odd} = lstatx(path(raw));
		await t.fails('ENOENT', () => lstatx(path(Buffer.from('absent'))));
		lstatx(path(Buffer.from('d')));

		const dev = `composefs_lookup: dev ${devMajor}:${devMinor}`;
		t.deepEqual(traced(), [
			`${dev} dir ${root} ino ${inner} err 0 name d`,
			`${dev} dir ${inner} ino ${long} err 0 name ${'f'.repeat(255)}`,
			`${dev} dir ${root} ino ${odd} err 0 name ${escaped}`,
			`${dev} dir ${root} ino 0 err -2 name absent`,
		]);
	},
});
