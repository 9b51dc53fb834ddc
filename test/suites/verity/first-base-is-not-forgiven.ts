import {defineCase} from '#case';
import {treeOfStore} from '../../../src/guest/store.ts';

export default defineCase({
	title:
		'open fails with EIO when the first base has another file at the path, though a later one has the right',
	groups: ['auto', 'verity'],
	needs: ['verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const right = await t.store({object: 'right'});
		const wrong = await t.store({object: 'wrong'});
		const image = await t.image(treeOfStore(right));

		const good = await t.mount(image, {basedir: [right.path, wrong.path], verityCheck: 2});
		good.open('object').close();
		const bad = await t.mount(image, {basedir: [wrong.path, right.path], verityCheck: 2});
		await t.fails('EIO', () => bad.open('object'));
	},
});
