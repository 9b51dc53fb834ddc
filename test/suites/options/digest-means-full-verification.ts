import {defineCase} from '#case';

export default defineCase({
	title: 'digest sets verity_check=2 unless another is given, before it or after it',
	groups: ['auto', 'quick', 'options', 'verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({file: 'hello'});
		const image = await t.image(store, {noDigest: 'file'});
		const digest = image.digest?.toString('hex') ?? '';
		const basedir = store.path;

		const strict = await t.mount(image, {basedir, digest});
		await t.fails('EIO', () => strict.open('file'));
		const before = await t.mount(image, {
			basedir,
			parameters: [
				['verity_check', '1'],
				['digest', digest],
			],
		});
		before.open('file').close();
		const after = await t.mount(image, {
			basedir,
			parameters: [
				['digest', digest],
				['verity_check', '0'],
			],
		});
		after.open('file').close();
	},
});
