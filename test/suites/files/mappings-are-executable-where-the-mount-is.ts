import {defineCase} from '#case';
import {makeStore} from '../../../src/guest/store.ts';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {pages} from './_content.ts';
import {mapFile} from './_page-cache.ts';

const {PROT_READ, PROT_EXEC, MAP_PRIVATE} = c;

export default defineCase({
	title: 'mapping code is EPERM on a noexec mount, and is no business of the mount that the objects lie on',
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const base = t.tmp();
		loadNative().mount('none', base, 'tmpfs', c.MS_NOEXEC, null);
		const baseMount = new Mount(base);
		t.cleanUp('the base mount', () => baseMount.close());
		makeStore(base, {code: pages(1)}, false);
		const image = await t.image(
			directory({code: regularFile({size: 4096, backing: 'code'}), empty: regularFile()}),
		);
		const free = await t.mount(image, {basedir: base});
		const bound = await t.mount(image, {basedir: base, attributes: c.MOUNT_ATTR_NOEXEC});
		const mapCode = (fd: number) =>
			new (loadNative().Mapping)({
				fd,
				length: 4096,
				protection: PROT_READ | PROT_EXEC,
				flags: MAP_PRIVATE,
				offset: 0,
			});

		for (const name of ['code', 'empty']) {
			mapCode(free.open(name).fd).close();
			await t.fails('EPERM', () => mapCode(bound.open(name).fd));
			using before = mapFile(free.open(name).fd, 4096, MAP_PRIVATE);
			before.mprotect(0, 4096, PROT_READ | PROT_EXEC);
			using never = mapFile(bound.open(name).fd, 4096, MAP_PRIVATE);
			await t.fails('EACCES', () => never.mprotect(0, 4096, PROT_READ | PROT_EXEC));
		}
	},
});
