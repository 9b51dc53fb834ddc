import {defineCase} from '#case';

export default defineCase({
	title: 'a case that says so is notrun',
	module: false,
	run(t) {
		t.notrun('asked to');
	},
});
