import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {lstatx} from './_statx.ts';

export default defineCase({
	title: 'entries of a setgid directory keep the group and mode that are stored',
	groups: ['auto', 'inodes'],
	needs: [],
	batch: true,
	async run(t) {
		const below = {dir: directory({}, {gid: 7}), file: regularFile(undefined, {gid: 8, permissions: 0o750})};
		const tree = directory({setgid: directory(below, {gid: 55, permissions: 0o2775})});
		const mount = await t.mount(await t.image(tree));

		const show = (path: string) => {
			const {gid, mode} = lstatx(`${mount.path}/${path}`);
			return {gid, permissions: (mode & 0o7777).toString(8)};
		};
		t.deepEqual(show('setgid'), {gid: 55, permissions: '2775'});
		t.deepEqual(show('setgid/dir'), {gid: 7, permissions: '755'});
		t.deepEqual(show('setgid/file'), {gid: 8, permissions: '750'});
	},
});
