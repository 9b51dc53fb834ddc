import {defineCase} from '#case';

export default defineCase({
	title: 'a case whose requirement is absent is notrun and never starts',
	requires: ['module:no_such_module'],
	module: false,
	run() {
		throw new Error('started all the same');
	},
});
