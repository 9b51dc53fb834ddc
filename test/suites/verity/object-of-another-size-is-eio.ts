import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {linesAbout} from '../_support/log-lines.ts';

export default defineCase({
	title: 'open fails with EIO when the backing file is longer or shorter than recorded, whatever the policy',
	groups: ['auto', 'quick', 'verity'],
	needs: ['object-size'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const store = await t.store({object: 'hello', empty: ''});
		const digest = store.files.get('object')?.digest ?? Buffer.alloc(0);
		const sized = (size: number | bigint) => regularFile({size, backing: 'object', digest});
		const image = await t.image(
			directory({
				same: sized(5),
				shorter: sized(4),
				longer: sized(6),
				longest: sized(2n ** 63n - 1n),
				'not empty': regularFile({size: 1, backing: 'empty'}),
			}),
		);

		for (const verityCheck of [0, 1, 2] as const) {
			const mount = await t.mount(image, {basedir: store.path, verityCheck});
			mount.open('same').close();
			for (const name of ['shorter', 'longer', 'longest', 'not empty'])
				await t.fails('EIO', () => mount.open(name));
		}
		const lines = linesAbout(t, image.path);
		t.is(lines.length, 10, 'one line for each, up to the ten of the rate limit');
		for (const line of lines) t.match(line, /: backing file has another size \(-5\)$/);
	},
});
