import test from 'ava';
import {contestantAt} from '../../../src/bench/guest/contestants.ts';
import {contestantNames} from '../../../src/bench/plan.ts';
import {verityPolicies} from '../../../src/bench/verity-policies.ts';

const places = {
	store: '/store',
	target: '/bench',
	below: '/below',
	devices: {store: '/dev/a', scratch: '/dev/b'},
};
const dataOf = (name: (typeof contestantNames)[number], policy?: keyof typeof verityPolicies) =>
	contestantAt(name, places)
		.mounts({acls: true, ...(policy !== undefined && {policy: verityPolicies[policy]})})
		.at(-1)?.data;

test('without a policy nothing is said of digests', (t) => {
	for (const name of contestantNames) t.notRegex(dataOf(name) ?? '', /verity/);
});

test('a policy chooses the objects and what both sides check of them', (t) => {
	t.is(dataOf('composefs', 'plain'), 'basedir=/store/plain,verity_check=0');
	t.is(dataOf('composefs', 'off'), 'basedir=/store/sealed,verity_check=0');
	t.is(dataOf('composefs', 'on'), 'basedir=/store/sealed,verity_check=1');
	t.is(dataOf('composefs', 'require'), 'basedir=/store/sealed,verity_check=2');
	t.is(
		dataOf('erofs-overlay', 'require'),
		'metacopy=on,redirect_dir=on,verity=require,lowerdir=/below::/store/sealed',
	);
	t.is(
		dataOf('erofs-overlay', 'plain'),
		'metacopy=on,redirect_dir=on,verity=off,lowerdir=/below::/store/plain',
	);
});
