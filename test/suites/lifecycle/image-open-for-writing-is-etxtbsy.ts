import {closeSync, openSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, type SyscallError} from '../../../src/native.ts';
import {FilesystemContext} from '../_support/filesystem-context.ts';

export default defineCase({
	title: 'mounting an image that somebody has open for writing is ETXTBSY, the mounter himself included',
	groups: ['auto', 'quick', 'lifecycle'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store);
		const writer = openSync(image.path, c.O_RDWR);
		const byDescriptor = () => {
			using context = new FilesystemContext();
			context.setFile('source', writer);
			context.create();
		};

		const error = await t.fails('ETXTBSY', () => t.mount(image, {basedir: store.path}));
		t.deepEqual((error as SyscallError).kernelLog, ['e composefs: image is open for writing']);
		await t.fails('ETXTBSY', byDescriptor);
		closeSync(writer);
		const mount = await t.mount(image, {basedir: store.path});
		t.is(readFileSync(`${mount.path}/greeting`, 'utf8'), 'hello');
	},
});
