import {readFileSync, statSync, utimesSync} from 'node:fs';
import {defineCase} from '#case';
import {makeStore} from '../../../src/guest/store.ts';
import {Mount} from '../../../src/mount/mount.ts';
import {constants as c, loadNative} from '../../../src/native.ts';

export default defineCase({
	title:
		'reading through a mount leaves the access time of the object, on a filesystem that keeps strict ones',
	groups: ['auto', 'mount'],
	needs: [],
	batch: true,
	async run(t) {
		const base = t.tmp();
		loadNative().mount('none', base, 'tmpfs', c.MS_STRICTATIME, null);
		const baseMount = new Mount(base);
		t.cleanUp('the base mount', () => baseMount.close());
		const object = `${base}/greeting`;
		const image = await t.image(makeStore(base, {greeting: 'hello'}, false));
		const mount = await t.mount(image, {basedir: base});
		const atimeAfter = (path: string) => {
			utimesSync(object, 1000, 1000);
			readFileSync(path);
			return statSync(object).atimeMs;
		};

		t.is(atimeAfter(`${mount.path}/greeting`), 1_000_000);
		t.true(atimeAfter(object) > 1_000_000, 'this filesystem never changes an access time');
	},
});
