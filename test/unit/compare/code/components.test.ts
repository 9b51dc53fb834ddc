import {join} from 'node:path';
import test from 'ava';
import {componentsOf, kernelSources} from '../../../../src/compare/code/components.ts';
import {codeOf} from '../../../../src/compare/code/count-components.ts';
import {featureOf} from '../../../../src/compare/code/features.ts';

const root = join(import.meta.dirname, '../../../..');
const own = Object.values(componentsOf)
	.flat()
	.find((component) => component.own === true);

test('every file of the driver is of a feature, and every name of the map is a file', (t) => {
	if (own === undefined) return t.fail('Expected a component of our own');
	const names = codeOf(own, root);

	t.deepEqual(
		names.filter((name) => featureOf(own, name) === undefined),
		[],
	);
	t.true(names.includes('super.c') && names.includes('format/dirent.h'));
	for (const patterns of Object.values(own.files))
		for (const pattern of patterns) {
			const alone = {prefix: own.prefix, files: {names: [pattern]}};
			t.true(
				names.some((name) => featureOf(alone, name) !== undefined),
				pattern,
			);
		}
});

test("what is wanted of a kernel's source is wanted once, and nothing of ours", (t) => {
	t.is(new Set(kernelSources).size, kernelSources.length);
	t.true(kernelSources.includes('fs/erofs/') && kernelSources.includes('drivers/md/dm-verity'));
	t.false(kernelSources.includes('kernel/'));
});
