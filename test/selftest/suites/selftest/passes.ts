import {defineCase} from '#case';

export default defineCase({
	title: 'a case whose assertions hold has passed',
	groups: ['auto', 'quick'],
	module: false,
	run(t) {
		t.is(1 + 1, 2);
		t.log('a line of the log');
	},
});
