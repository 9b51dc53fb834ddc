import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {deviceFile, directory, regularFile, specialFile, symlink} from '../image/tree.ts';
import {writeImage} from '../image/writer.ts';

/** The largest input that is made, in bytes: a few inodes with long names, and quick to read. */
export const longest = 1536;

/** Small images that have every structure of the format, because what is not there can't be mutated. */
function seedImages(): Buffer[] {
	const digest = 'ab'.repeat(32);
	const file = regularFile({size: 5, backing: 'ab/cdef', digest}, {xattrs: {'user.a': '1', 'user.b': ''}});
	const names = (count: number) =>
		directory(Object.fromEntries(Array.from({length: count}, (_, index) => [`name-${index}`, file])));
	return [
		directory(),
		directory({a: file}),
		directory({a: symlink('target'), b: deviceFile('chr', {major: 1, minor: 3}), c: specialFile('fifo')}),
		directory({a: directory({b: directory({c: file})}), d: file}),
		names(7),
		names(40),
		directory({
			x: regularFile({size: 1, backing: 'x'}, {xattrs: {[`user.${'k'.repeat(200)}`]: 'v'.repeat(300)}}),
		}),
		directory({[`${'n'.repeat(255)}`]: symlink('t'.repeat(400))}),
	].map(writeImage);
}

/** Numbers that stand at the edges of the format's fields, in libFuzzer's notation. */
export const dictionary = [
	'\\x9a\\x62\\x78\\xc0',
	'\\xff\\xff\\xff\\xff',
	'\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff',
	'\\xff\\xff\\xff\\x7f',
	'\\x00\\x00\\x00\\x80',
	'\\x00\\x10\\x00\\x00',
	'\\xff\\x0f\\x00\\x00',
	'\\x55\\x55\\x55\\x15',
	'\\x56\\x55\\x55\\x55',
	'\\xff\\xff',
	'\\x00\\x01',
	'\\x20\\x00\\x00\\x00',
	'../',
	'/..',
]
	.map((word, index) => `word${index}="${word}"\n`)
	.join('');

/** Fills a corpus with the seeds and with what was found before. Gives how many there are. */
export function writeSeeds(corpus: string, findings: string): number {
	mkdirSync(corpus, {recursive: true});
	const images = seedImages();
	for (const [index, image] of images.entries()) writeFileSync(join(corpus, `seed-${index}`), image);
	const past = readdirSync(findings).filter((name) => name.endsWith('.bin'));
	for (const name of past) writeFileSync(join(corpus, `finding-${name}`), readFileSync(join(findings, name)));
	return images.length + past.length;
}
