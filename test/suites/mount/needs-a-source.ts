import {defineCase} from '#case';
import {loadNative, type SyscallError} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';

export default defineCase({
	title: 'a mount fails with EINVAL when it has no source, an empty one or two',
	groups: ['auto', 'quick', 'mount'],
	batch: true,
	async run(t) {
		const image = await t.image(await t.store({greeting: 'hello'}));
		const target = t.tmp();
		const inContext = (...sources: string[]) => {
			using context = new FilesystemContext();
			for (const source of sources) context.setString('source', source);
			context.create();
		};

		const without = await t.fails('EINVAL', () => inContext());
		t.deepEqual((without as SyscallError).kernelLog, ['e composefs: no image given']);
		const empty = await t.fails('EINVAL', () => inContext(''));
		t.deepEqual((empty as SyscallError).kernelLog, ['e composefs: source: empty path']);
		const twice = await t.fails('EINVAL', () => inContext(image.path, image.path));
		t.deepEqual((twice as SyscallError).kernelLog, ['e composefs: source: given twice']);
		await t.fails('EINVAL', () => loadNative().mount(null, target, 'composefs', 0, null));
		await t.fails('EINVAL', () => loadNative().mount('', target, 'composefs', 0, null));
	},
});
