import {closeSync, fstatSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';

/** Containers are entered by these rules: a driver that walks a link itself, or whose parents are wrong, lets them out. */
export default defineCase({
	title:
		'openat2 takes a directory of the image for the root of absolute links and of "..", and refuses links when told',
	groups: ['auto', 'names'],
	needs: [],
	batch: true,
	async run(t) {
		const native = loadNative();
		const root = directory({
			etc: directory({passwd: regularFile(undefined, {uid: 1})}),
			'to-etc': symlink('/etc'),
			'to-passwd': symlink('/to-etc/passwd'),
			up: symlink('../../../../etc/passwd'),
		});
		const tree = directory({etc: directory({passwd: regularFile(undefined, {uid: 2})}), root});
		const mount = await t.mount(await t.image(tree));
		const {fd} = mount.open('root', c.O_PATH);
		const uidOf = (path: string, resolve: number) => {
			const file = native.openat2(fd, path, {flags: c.O_PATH | c.O_CLOEXEC, mode: 0, resolve});
			try {
				return fstatSync(file).uid;
			} finally {
				closeSync(file);
			}
		};

		for (let round = 0; round < 2; round++) {
			for (const path of [
				'etc/passwd',
				'/etc/passwd',
				'../../etc/passwd',
				'to-passwd',
				'to-etc/passwd',
				'up',
			])
				t.is(uidOf(path, c.RESOLVE_IN_ROOT), 1, path);
			t.is(uidOf('../etc/passwd', 0), 2);
			for (const path of ['../etc/passwd', 'up', 'to-passwd', '/etc/passwd'])
				await t.fails('EXDEV', () => uidOf(path, c.RESOLVE_BENEATH));
			for (const path of ['to-passwd', 'up', 'to-etc/passwd'])
				await t.fails('ELOOP', () => uidOf(path, c.RESOLVE_NO_SYMLINKS | c.RESOLVE_IN_ROOT));
			t.is(uidOf('etc/../etc/passwd', c.RESOLVE_BENEATH | c.RESOLVE_NO_SYMLINKS), 1);
			await t.fails('EXDEV', () => uidOf('../../nothing', c.RESOLVE_NO_XDEV));
			dropInodes();
		}
		t.is(lstatx(`${mount.path}/root/../etc/passwd`).uid, 2);
	},
});
