import {defineCase} from '#case';

/** What `cfsbench shell --tree DIR` shows. */
export default defineCase({
	title: 'a directory of the host is mounted, with verity',
	requires: ['fsverity'],
	fixtures: ['tree'],
	async run(t) {
		const {image, objects, manifest} = t.tree();
		const mount = await t.mount(image, {basedir: objects, verityCheck: 2, digest: true});

		t.log(`image    ${image.path}, digest ${image.digest?.toString('hex')}`);
		t.log(`basedir  ${objects}`);
		t.log(`manifest ${manifest}`);
		t.log(`mounted  ${mount.path}, verity_check=2`);
	},
});
