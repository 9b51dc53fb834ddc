import {defineCase} from '#case';

export default defineCase({
	title: 'a case whose comparison fails shows the difference, in plain text',
	module: false,
	run(t) {
		t.deepEqual({name: 'x', list: [1, 2, 3]}, {name: 'x', list: [1, 4, 3]});
	},
});
