import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {lstatx} from './_statx.ts';

const ids = [0, 1, 65534, 65535, 65536, 2 ** 31, 2 ** 32 - 2];

export default defineCase({
	title: 'owner and group show all 32 bits that are stored',
	groups: ['auto', 'inodes'],
	needs: [],
	batch: true,
	async run(t) {
		const entries = ids.flatMap((id) => [
			[`uid-${id}`, regularFile(undefined, {uid: id, gid: 7})] as const,
			[`gid-${id}`, regularFile(undefined, {uid: 7, gid: id})] as const,
		]);
		const mount = await t.mount(await t.image(directory(entries)));

		for (const id of ids) {
			const {uid, gid} = lstatx(`${mount.path}/uid-${id}`);
			t.deepEqual({uid, gid}, {uid: id, gid: 7});
			const other = lstatx(`${mount.path}/gid-${id}`);
			t.deepEqual({uid: other.uid, gid: other.gid}, {uid: 7, gid: id});
		}
	},
});
