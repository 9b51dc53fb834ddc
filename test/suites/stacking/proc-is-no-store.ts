import {defineCase} from '#case';
import type {SyscallError} from '../../../src/native.ts';

export default defineCase({
	title: 'a base directory on procfs, which forbids stacking, is EINVAL',
	groups: ['auto', 'stacking'],
	batch: true,
	async run(t) {
		const image = await t.image(await t.store({greeting: 'hello'}));

		const base = await t.fails('EINVAL', () => t.mount(image, {basedir: '/proc'}));
		t.deepEqual((base as SyscallError).kernelLog, ['e composefs: filesystems are stacked too deep']);
		const second = await t.fails('EINVAL', () => t.mount(image, {basedir: [t.tmp(), '/proc/self']}));
		t.deepEqual((second as SyscallError).kernelLog, ['e composefs: filesystems are stacked too deep']);
	},
});
