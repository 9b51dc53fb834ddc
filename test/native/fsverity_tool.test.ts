/** Digests beside those of the `fsverity` tool where it is installed, and those that it once printed everywhere. */
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {findProgram} from '../../scripts/setup/tools.mjs';
import {fsverityDigest} from '../../src/native.ts';
import {fsverityDigest as fsverityDigestOf} from '../../src/store/fsverity.ts';
import {directory, open, testUnless} from './support.ts';

/** Hashes that one block of the Merkle tree holds, times the bytes of each: where a level begins. */
const level = 128 * 4096;
const absent = findProgram('fsverity') === undefined ? 'the fsverity tool is not installed' : undefined;

/** Bytes of which no two blocks are the same. */
function content(length: number): Buffer {
	return Buffer.from(Array.from({length}, (_, index) => (index * 7 + (index >>> 12) * 13) & 0xff));
}

/** What `fsverity digest --compact` of fsverity-utils 1.5 printed, by length. */
const printed: Readonly<Record<number, string>> = {
	0: '3d248ca542a24fc62d1c43b916eae5016878e2533c88238480b26128a1f1af95',
	1: 'b803429503d95915829b29fdbc8bbad142f3abfd11b1cadf5526582e685c0551',
	4096: '87a706bdba32be89a173dc11d6a91c08165b4dcfcf743988c94595e82934a41a',
	4097: 'a4320d7c02e4663ab5e68f9c4104442b495b42611587610eeff876aa21e8c8bb',
	524288: '576e4054c203aa6b1289c14e6b30a2e80fab133e57ef28f679d7cbc179d3a4ff',
	524289: '224b5c7d7bce1476f46a7825f79169e3167141ca9fd7676f17ee6ed0c66511cd',
};

for (const length of [0, 1, 4095, 4096, 4097, 8192, level - 1, level, level + 1, 2 * level + 77])
	testUnless(absent, `${length} bytes have the digest that the fsverity tool prints`, async (t) => {
		const bytes = content(length);
		const file = join(directory(t), 'file');
		writeFileSync(file, bytes);

		const digest = execFileSync('fsverity', ['digest', '--compact', file], {encoding: 'utf8'}).trim();

		t.is((await fsverityDigest(open(t, file))).toString('hex'), digest);
		t.is((await fsverityDigest(bytes)).toString('hex'), digest);
		t.is(fsverityDigestOf(bytes).toString('hex'), digest);
	});

for (const [length, digest] of Object.entries(printed))
	test(`${length} bytes have the digest that the fsverity tool printed`, async (t) => {
		const bytes = content(Number(length));

		t.is((await fsverityDigest(bytes)).toString('hex'), digest);
		t.is(fsverityDigestOf(bytes).toString('hex'), digest);
	});
