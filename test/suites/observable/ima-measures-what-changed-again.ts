import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {loadNative} from '../../../src/native.ts';

const ima = '/sys/kernel/security/ima';

export default defineCase({
	title: 'IMA measures files of a mount, again when one without fs-verity has changed, once when none can',
	groups: ['auto', 'observable'],
	requires: ['fsverity', 'path:/sys/kernel/security'],
	async run(t) {
		if (!existsSync(ima)) {
			loadNative().mount('securityfs', '/sys/kernel/security', 'securityfs', 0, null);
			t.cleanUp('securityfs', () => loadNative().umount2('/sys/kernel/security', 0));
		}
		if (!existsSync(ima)) t.notrun('the kernel has no IMA');
		writeFileSync(`${ima}/policy`, 'measure func=FILE_CHECK mask=MAY_READ fsmagic=0xc078629a\n');
		const measured = (path: string) =>
			readFileSync(`${ima}/ascii_runtime_measurements`, 'utf8')
				.split('\n')
				.filter((line) => line.includes(` ${path} `));

		const store = await t.store({file: 'before'}, {verity: false});
		const open = await t.mount(await t.image(store, {verity: false}), {basedir: store.path});
		const read = (path: string, content: string) => t.is(readFileSync(path, 'utf8'), content);
		read(`${open.path}/file`, 'before');
		read(`${open.path}/file`, 'before');
		t.is(measured(`${open.path}/file`).length, 1);
		writeFileSync(`${store.path}/file`, 'after!');
		read(`${open.path}/file`, 'after!');
		t.is(measured(`${open.path}/file`).length, 2);

		const checked = await t.store({file: 'for ever'});
		const closed = await t.mount(await t.image(checked), {basedir: checked.path, verityCheck: 2});
		for (let i = 0; i < 3; i += 1) read(`${closed.path}/file`, 'for ever');
		t.is(measured(`${closed.path}/file`).length, 1);
	},
});
