import {defineCase} from '#case';
import {moduleReferences} from '../../../src/guest/kernel-state.ts';
import {isLoaded, remove} from '../../../src/guest/modules.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';

export default defineCase({
	title: 'the module is not unloaded while a context, a detached mount or a mount uses it, and afterwards is',
	groups: ['auto', 'quick', 'lifecycle'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const unload = () => remove('composefs');

		const context = new FilesystemContext();
		await t.fails('EAGAIN', unload);
		context.close();
		t.is(moduleReferences('composefs'), 0);

		const mount = await t.mount(image, {basedir: store.path});
		await t.fails('EAGAIN', unload);
		const file = mount.open('greeting');
		mount.close({lazy: true});
		await t.fails('EAGAIN', unload);
		file.close();
		t.is(moduleReferences('composefs'), 0);

		unload();
		t.true(!isLoaded('composefs'));
		await t.fails('ENODEV', () => new FilesystemContext());
	},
});
