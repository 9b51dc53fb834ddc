import {defineCase} from '#case';

export default defineCase({
	title: 'a case that throws something else than an Error has failed',
	module: false,
	run() {
		throw 'a string';
	},
});
