import test from 'ava';
import {isOnTime} from '../../../src/vm/guest-clock.ts';

const first = {asked: 1000, answered: 1010, uptime: 5000};

test('a clock at the pace of ours is on time, also where answers are late', (t) => {
	t.true(isOnTime(first, {asked: 1310, answered: 1315, uptime: 5305}));
	// Asked at 1310, and answered by a guest that ran only at 4000.
	t.true(isOnTime(first, {asked: 1310, answered: 4010, uptime: 7990}));
	t.true(isOnTime(first, {asked: 1310, answered: 4010, uptime: 5310}));
	// The first answer was late.
	t.true(isOnTime({asked: 1000, answered: 3000, uptime: 5000}, {asked: 3300, answered: 3310, uptime: 7290}));
});

test('a clock that is several times too fast or too slow is not, however late the answers', (t) => {
	t.false(isOnTime(first, {asked: 1310, answered: 1315, uptime: 5000 + 12 * 300}));
	t.false(isOnTime(first, {asked: 1310, answered: 1500, uptime: 5000 + 12 * 300}));
	t.false(isOnTime(first, {asked: 1310, answered: 1315, uptime: 5000 + 300 / 12}));
	t.false(isOnTime(first, {asked: 1310, answered: 1315, uptime: 4000}));
});
