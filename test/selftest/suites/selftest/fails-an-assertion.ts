import {defineCase} from '#case';

export default defineCase({
	title: 'a case whose assertion does not hold has failed',
	module: false,
	run(t) {
		t.is<number>(1 + 1, 3);
	},
});
