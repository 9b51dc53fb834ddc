import {defineCase} from '#case';
import {directory, regularFile, symlink} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {lstatx} from '../inodes/_statx.ts';
import {DamagedImage} from './_damage.ts';
import {breaksRule} from './_refused.ts';

export default defineCase({
	title: 'a symlink is EUCLEAN when its target is empty or too long at lookup, when it holds a NUL at use',
	groups: ['auto', 'hostile'],
	batch: true,
	async run(t) {
		const large = regularFile(undefined, {xattrs: {'user.large': Buffer.alloc(5000)}});
		const [empty, long, nul] = [symlink('one'), symlink('two'), symlink('with NUL', {uid: 1})];
		const damaged = new DamagedImage(directory({empty, large, long, nul, with: directory()}));
		damaged.setReference('/empty', 'variableData', {length: 0});
		damaged.setReference('/long', 'variableData', {offset: 0n, length: 4096});
		damaged.replace('/nul', 'variableData', 'with NUL', 'with\0NUL');
		const image = await t.image(damaged.bytes);
		const mount = await t.mount(image);
		const path = (name: string) => `${mount.path}/${name}`;

		const length = 'symlink target is not 1 to 4095 bytes';
		for (const name of ['empty', 'long'])
			await breaksRule(t, image, damaged.number(`/${name}`), length, () => lstatx(path(name)));
		t.is(lstatx(path('nul')).size, 8n);
		const readlink = () => loadNative().readlinkat(c.AT_FDCWD, path('nul'), 64);
		const rule = 'symlink target holds a NUL';
		await breaksRule(t, image, damaged.number('/nul'), rule, readlink);
		await breaksRule(t, image, damaged.number('/nul'), rule, () => lstatx(path('nul/.')));
	},
});
