import {defineCase} from '#case';
import {loadNative} from '../../../src/native.ts';

/** A path that would forge a line, colour a terminal, or end one's UTF-8. */
const forged = Buffer.from('/nowhere/a\n<0>b\x1b[31m\x7f\xffd', 'latin1');

export default defineCase({
	title:
		'lines of the kernel log escape every byte of the paths in the options of mount(2) that is no plain character',
	groups: ['auto', 'options'],
	batch: true,
	async run(t) {
		const image = await t.image(await t.store({greeting: 'hello'}));
		const target = t.tmp();
		const mount = (source: string | Buffer, data: string | Buffer | null) =>
			loadNative().mount(source, target, 'composefs', 0, data);
		const option = Buffer.concat([Buffer.from('basedir='), forged]);

		await t.fails('ENOENT', () => mount(forged, null));
		await t.fails('ENOENT', () => mount(image.path, option));
		await t.fails('EINVAL', () => mount(image.path, forged));

		// /dev/kmsg writes a backslash as \x5c, and bytes that should not be there in the same manner.
		const lines = t.kernelLog().filter((line) => line.startsWith('composefs: '));
		t.true(lines.length >= 2, lines.join('\n'));
		for (const line of lines) t.true(!/\\x(?!5c)/.test(line), `raw bytes: ${line}`);
	},
});
