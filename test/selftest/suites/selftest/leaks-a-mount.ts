import {mkdirSync} from 'node:fs';
import {defineCase} from '#case';
import {loadNative} from '../../../../src/native.ts';

export default defineCase({
	title: 'a case that leaves a mount behind has failed',
	module: false,
	run() {
		mkdirSync('/mnt/left', {recursive: true});
		loadNative().mount('none', '/mnt/left', 'tmpfs', 0, null);
	},
});
