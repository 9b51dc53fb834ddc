import {readFileSync} from 'node:fs';
import test from 'ava';
import {checkImage} from '../../../src/image/check.ts';
import {type ListingEntry, listImage} from '../../../src/image/listing.ts';
import {readImage} from '../../../src/image/read.ts';
import {allRules, ImageError} from '../../../src/image/rules.ts';
import {assemble} from './assemble.ts';
import {hostile} from './hostile.ts';

const good = assemble('good.txt');
const broken = assemble('broken.txt', good);
const neglected = assemble('neglected.txt', good);

for (const {name, bytes, rules, inode} of [...good, ...broken, ...neglected])
	test(`${name}: ${rules.join(', ') || 'good'}`, (t) => {
		const isBroken = broken.some((image) => image.name === name);
		const severity = isBroken ? 'error' : 'warning';

		const found = checkImage(bytes);

		// What is broken may neglect something besides.
		const told = isBroken ? found.filter((finding) => finding.severity === 'error') : found;
		t.deepEqual([...new Set(told.map(({rule}) => rule))].sort(), rules);
		t.true(told.every((finding) => finding.severity === severity));
		if (inode !== undefined) t.true(told.every((finding) => finding.inode === inode));
		if (!isBroken) t.notThrows(() => readImage(bytes));
		else t.true(rules.includes(t.throws(() => readImage(bytes), {instanceOf: ImageError})?.rule ?? ''));
	});

const edges = assemble('edges.txt', good);
const listing = readFileSync(
	new URL('../../fixtures/descriptors/one-of-everything.jsonl', import.meta.url),
	'utf8',
)
	.trimEnd()
	.split('\n')
	.map((line) => JSON.parse(line) as ListingEntry);

for (const {name, bytes, rules, inode, shows} of [
	...good.filter((one) => one.name === 'one-of-everything'),
	...edges,
])
	test(`at the edge: ${name}: ${rules.join(', ') || 'good'}`, (t) => {
		const found = checkImage(bytes);
		const errors = found.filter(({severity}) => severity === 'error');

		if (rules.some((rule) => rule in hostile)) {
			const error = t.throws(() => readImage(bytes), {instanceOf: ImageError});
			t.deepEqual([error?.rule], rules);
			t.is(error?.inode, inode);
			t.true(errors.some((finding) => finding.rule === error?.rule && finding.inode === inode));
			return;
		}
		t.deepEqual([...new Set(found.map(({rule}) => rule))].sort(), rules);
		t.deepEqual(errors, []);
		const shown = listing.map((entry) => ({...entry, ...shows[entry.path]}));
		t.deepEqual(JSON.parse(JSON.stringify([...listImage(bytes)])), shown);
	});

/** Whatever is added to the rules needs an image by hand; `work` is no rule of the format. */
test('every rule has an image', (t) => {
	const shown = new Set([...broken, ...neglected].flatMap(({rules}) => rules));
	const all = allRules.filter((rule) => rule !== 'work');
	t.deepEqual(
		all.filter((rule) => !shown.has(rule)),
		[],
	);
});

test('everyday lists as it was written down', (t) => {
	const image = good.find(({name}) => name === 'everyday');
	const plain = {uid: 0, gid: 0, mtime: [0, 0], ctime: [0, 0], rdev: [0, 0], rdev_raw: 0, xattrs: {}};
	const file = {
		...plain,
		ino: 1,
		type: 'reg',
		mode: '4755',
		uid: 1000,
		gid: 4294967294,
		nlink: 2,
		size: 6,
		backing: 'ab/cd',
		backing_b64: 'YWIvY2Q=',
		digest: 'c3'.repeat(32),
		xattrs: {'user.a': 'MQ==', 'user.b': ''},
	};
	t.deepEqual(JSON.parse(JSON.stringify([...listImage(image?.bytes ?? Buffer.alloc(0))])), [
		{
			...plain,
			path: '/',
			ino: 0,
			type: 'dir',
			mode: '0755',
			nlink: 3,
			size: 0,
			mtime: [-1, 999999999],
			ctime: [4294967296, 0],
		},
		{...plain, path: '/d', ino: 3, type: 'dir', mode: '1777', nlink: 2, size: 0},
		{...file, path: '/d/x'},
		{...file, path: '/f'},
		{
			...plain,
			path: '/l',
			ino: 2,
			type: 'lnk',
			mode: '0777',
			nlink: 1,
			size: 1,
			target: 'f',
			target_b64: 'Zg==',
		},
		{
			...plain,
			path: '/n',
			ino: 4,
			type: 'chr',
			mode: '0644',
			nlink: 1,
			size: 0,
			rdev: [4095, 1048575],
			rdev_raw: 4294967295,
		},
	]);
});
