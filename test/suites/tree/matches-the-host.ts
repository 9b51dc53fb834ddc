import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {decodeManifest, type ManifestEntry} from '../../../src/image/manifest.ts';
import {diffManifests} from '../../../src/image/manifest-diff.ts';
import {scanTree} from '../../../src/store/scan.ts';

export default defineCase({
	title: 'a mounted image of a real tree shows every name, attribute and byte that the host recorded',
	groups: ['auto', 'tree'],
	requires: ['fsverity'],
	fixtures: ['tree'],
	deadlineMs: 60_000,
	async run(t) {
		const {image, objects, manifest} = t.tree();
		const expected = [...decodeManifest(readFileSync(manifest, 'utf8'))];
		const mount = await t.mount(image, {basedir: objects, verityCheck: 2, digest: true});

		const actual: ManifestEntry[] = [];
		for await (const entry of scanTree(mount.path, {signal: t.signal})) actual.push(entry);
		const {differences, total} = diffManifests(expected, actual);

		t.log(`${expected.length} entries compared`);
		t.is(total, 0, [`${total} differences`, ...differences].join('\n'));
		t.true(expected.length > 0, 'the manifest is empty');
	},
});
