import test from 'ava';
import {UsageError} from '../../../src/errors.ts';
import {casesFor, programsOf} from '../../../src/host/contestant.ts';
import {type Capability, capabilities, contestantNames, contestants} from '../../../src/result/contestant.ts';
import {allCases, listed} from './_listed.ts';

test('composefs has all cases, others those that say what they need, without the driver', (t) => {
	const cases = [listed('a/driver'), listed('a/any', {needs: []})];
	t.is(casesFor(undefined, cases), cases);
	t.is(casesFor('composefs', cases), cases);
	t.deepEqual(
		casesFor('erofs', cases).map(({id, module}) => [id, module]),
		[['a/any', false]],
	);
});

test('a selection about composefs alone is refused for others', (t) => {
	const error = t.throws(() => casesFor('erofs', [listed('a/driver')]), {instanceOf: UsageError});
	t.regex(error.message, /none of the 1 selected cases can be put to erofs/);
});

test('programs are found by path, none are needed for composefs', async (t) => {
	t.deepEqual(await programsOf(undefined), []);
	const found = await programsOf('ext4-ro', async (name) => `/usr/sbin/${name}`);
	t.deepEqual(found, ['/usr/sbin/mkfs.ext4', '/usr/sbin/veritysetup']);
	const error = await t.throwsAsync(
		programsOf('squashfs', async () => undefined),
		{instanceOf: UsageError},
	);
	t.regex(error?.message ?? '', /Expected the program mksquashfs, which makes what squashfs mounts/);
	t.is(error?.remedy, 'apt-get install squashfs-tools');
});

test('every capability is needed by a case, and every inability of a contestant is borne out by one', async (t) => {
	const cases = await allCases();
	const needs = cases.flatMap((one) => (one.needs === undefined ? [] : [one.needs]));
	for (const capability of Object.keys(capabilities) as Capability[])
		t.true(
			needs.some((some) => some.includes(capability)),
			`no case needs '${capability}'`,
		);
	const missing: string[] = [];
	for (const name of contestantNames)
		for (const capability of Object.keys(contestants[name].cannot) as Capability[]) {
			const others = Object.keys(contestants[name].cannot).filter((other) => other !== capability);
			const alone = needs.some(
				(some) => some.includes(capability) && !some.some((need) => others.includes(need)),
			);
			if (!alone) missing.push(`${name}: ${capability}`);
		}
	t.deepEqual(missing, [], 'no case needs these and nothing else that the contestant is unable to');
});
