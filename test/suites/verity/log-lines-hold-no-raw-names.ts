import {mkdirSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {writeImageFile} from '../../../src/guest/store.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

/** A name that would forge a line, colour a terminal, or end one's UTF-8. */
const forged = Buffer.from('a\n<0>b\x1b[31m\\c\x7f\xffd', 'latin1');

export default defineCase({
	title:
		'lines of the kernel log escape every byte of the names of files and images that is no plain character',
	groups: ['auto', 'verity'],
	batch: true,
	async run(t) {
		const base = t.tmp();
		writeFileSync(`${base}/object`, 'hello');
		const broken = regularFile({size: 6, backing: 'object'});
		const tree = directory([
			[forged, broken],
			['n'.repeat(255), directory([['m'.repeat(255), broken]])],
		]);
		const place = `${t.tmp()}/i\n\x1bi`;
		mkdirSync(place);
		const mount = await t.mount(writeImageFile(`${place}/image.cfs`, tree, false), {basedir: base});
		const openInside = (name: Buffer) =>
			loadNative().openat(c.AT_FDCWD, Buffer.concat([Buffer.from(`${mount.path}/`), name]), c.O_RDONLY, 0);

		await t.fails('EIO', () => openInside(forged));
		await t.fails('EIO', () => mount.open(`${'n'.repeat(255)}/${'m'.repeat(255)}`));

		// /dev/kmsg writes a backslash as \x5c, and bytes that should not be there in the same manner.
		const lines = t.kernelLog().filter((line) => line.includes('backing file has another size'));
		t.is(lines.length, 2, lines.join('\n'));
		for (const line of lines) t.true(!/\\x(?!5c)/.test(line), `raw bytes: ${line}`);
		t.match(lines[0] ?? '', /i\\x5c(n|x0a)\\x5c(e|x1b)i\/image\.cfs: inode \d+ \/a\\x5c(n|x0a)<0>b/);
		t.match(lines[1] ?? '', /inode \d+ \/n+: backing file has another size/);
	},
});
