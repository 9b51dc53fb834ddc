import {readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {constants as c, loadNative} from '../../../src/native.ts';

const {PROT_READ, PROT_WRITE, MAP_SHARED, MAP_PRIVATE} = c;

export default defineCase({
	title: 'a shared mapping is never writable, and what is written to a private one nobody else sees',
	groups: ['auto', 'quick', 'write-refused'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const store = await t.store({file: Buffer.alloc(8192, 'x')});
		const mount = await t.mount(await t.image(store), {basedir: store.path});
		const {fd} = mount.open('file');
		const map = (protection: number, flags: number) =>
			new native.Mapping({fd, length: 8192, protection, flags, offset: 0});

		await t.fails('EACCES', () => map(PROT_READ | PROT_WRITE, MAP_SHARED));
		using shared = map(PROT_READ, MAP_SHARED);
		await t.fails('EACCES', () => shared.mprotect(0, 8192, PROT_READ | PROT_WRITE));
		await t.fails('SIGSEGV', () => shared.write(0, Buffer.from('y')));
		using written = map(PROT_READ | PROT_WRITE, MAP_PRIVATE);
		written.write(4096, Buffer.from('yyyy'));

		t.is(written.read(4096, 6).toString(), 'yyyyxx');
		t.is(shared.read(4096, 4).toString(), 'xxxx');
		for (const path of [mount.path, store.path]) t.true(!readFileSync(`${path}/file`).includes('y'), path);
	},
});
