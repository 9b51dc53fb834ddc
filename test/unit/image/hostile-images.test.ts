import test from 'ava';
import {checkImage} from '../../../src/image/check.ts';
import {readImage} from '../../../src/image/read.ts';
import {ImageError, type ReaderRule} from '../../../src/image/rules.ts';
import {type Hostile, hostile} from './hostile.ts';
import {Patch} from './patch.ts';
import {sample} from './sample.ts';

for (const [rule, cases] of Object.entries(hostile) as [ReaderRule, readonly Hostile[]][]) {
	for (const {title, break: breakIt, blame} of cases) {
		test(`${title}: ${rule}`, (t) => {
			const patch = new Patch(sample);
			breakIt(patch);
			const {image} = patch;
			const inode = blame === undefined ? undefined : patch.inode(blame).number;

			const error = t.throws(() => readImage(image), {instanceOf: ImageError});

			t.is(error?.rule, rule);
			t.is(error?.inode, inode);
			t.regex(error?.message ?? '', new RegExp(`^broken image: .*byte ${error?.offset}: ${rule}: .*, got .`));
			const errors = checkImage(image).filter(({severity}) => severity === 'error');
			t.true(errors.some((finding) => finding.rule === rule && finding.inode === inode));
		});
	}
}

test('shared blocks that unfold to more than the reader was told: work', (t) => {
	t.notThrows(() => readImage(sample, {workLimit: 12}));
	const error = t.throws(() => readImage(sample, {workLimit: 11}), {instanceOf: ImageError});
	t.is(error?.rule, 'work');
	t.deepEqual(
		checkImage(sample, {workLimit: 11}).map(({rule}) => rule),
		['work'],
	);
});

test('what is broken in an orphan concerns no reader', (t) => {
	const patch = new Patch(sample);
	const empty = patch.inode('/empty').number;
	patch.u32(patch.dirent('/fifo', 'inode'), empty);
	patch.u8(patch.dirent('/fifo', 'type'), 8);
	patch.u32(patch.field('/fifo', 'mode'), 0);

	t.notThrows(() => readImage(patch.image));
	t.deepEqual(
		checkImage(patch.image).map(({severity, rule}) => `${severity} ${rule}`),
		['warning nlink', 'warning orphan'],
	);
});
