import {defineCase} from '#case';

/** What `cfsbench shell` shows where nobody asks for anything else. */
export default defineCase({
	title: 'a small image is mounted, with verity',
	requires: ['fsverity'],
	async run(t) {
		const store = await t.store({
			'etc/motd':
				'This file has a name, a mode and an owner in the image; its bytes lie in the object store.\n',
			'etc/empty': '',
			'home/alice/notes': 'Change one bit of the object, and reading this fails with EIO.\n',
			'share/zeros': Buffer.alloc(1024 * 1024),
		});
		const image = await t.image(store);
		const mount = await t.mount(image, {basedir: store.path, verityCheck: 2, digest: true});

		t.log(`image    ${image.path}, digest ${image.digest?.toString('hex')}`);
		t.log(`basedir  ${store.path}`);
		t.log(`mounted  ${mount.path}, verity_check=2`);
	},
});
