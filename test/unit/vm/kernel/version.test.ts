import test from 'ava';
import {compareVersions} from '../../../../src/vm/kernel/version.ts';

const ordered = [
	'1.0~rc1-1',
	'1.0-1',
	'1.0-1+b1',
	'1.0-2~bpo12+1',
	'1.0-2',
	'1.0a-1',
	'1.0+dfsg-1',
	'1.0.1-1',
	'1.9-1',
	'1.10-1',
	'6.1.170-1',
	'6.12~rc7-1~exp1',
	'6.12',
	'6.12.9-1',
	'6.12.117-1~deb12u1',
	'6.12.117-1',
	'7.0.0-43.43~24.04.1',
	'7.0.0-43.43',
	'1:0.1-1',
];

test('versions are ordered as dpkg orders them', (t) => {
	for (const [index, left] of ordered.entries()) {
		for (const [other, right] of ordered.entries()) {
			t.is(Math.sign(compareVersions(left, right)), Math.sign(index - other), `${left} and ${right}`);
		}
	}
});

test('leading zeros and an absent revision change nothing', (t) => {
	t.is(compareVersions('1.02-1', '1.2-1'), 0);
	t.is(compareVersions('0:1.2', '1.2'), 0);
	t.is(compareVersions('1.2-0', '1.2'), 0);
});

test('numbers past 2^53 are compared exactly', (t) => {
	t.true(compareVersions('20250520000000000001', '20250520000000000002') < 0);
});
