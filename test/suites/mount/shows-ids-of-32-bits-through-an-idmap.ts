import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {createUserNamespace} from '../../../src/mount/user-namespace.ts';
import {lstatx} from '../inodes/_statx.ts';
import {asTask} from '../permissions/_as-task.ts';

const large = 2 ** 32 - 6;

export default defineCase({
	title: 'an idmapped mount shifts ids of 32 bits, down from the last ones and up to them',
	groups: ['auto', 'mount'],
	needs: ['idmap'],
	batch: true,
	async run(t) {
		const owned = (uid: number, gid: number) => regularFile(undefined, {uid, gid, permissions: 0o400});
		const image = await t.image(directory({large: owned(large + 1, large + 2), small: owned(1, 2)}));
		const mounted = async (inside: number, outside: number) => {
			const ranges = [{inside, outside, count: 4}];
			using namespace = createUserNamespace({uids: ranges, gids: ranges});
			return t.mount(image, {idmap: namespace.fd});
		};
		const [down, up] = [await mounted(large, 500), await mounted(0, large)];
		const ownersOf = (path: string) => {
			const {uid, gid} = lstatx(path);
			return [uid, gid];
		};

		t.deepEqual(ownersOf(`${down.path}/large`), [501, 502]);
		t.deepEqual(ownersOf(`${down.path}/small`), [65_534, 65_534]);
		t.deepEqual(ownersOf(`${up.path}/small`), [large + 1, large + 2]);
		t.deepEqual(ownersOf(`${up.path}/large`), [65_534, 65_534]);

		const open = (uid: number, mount: typeof up, name: string) =>
			asTask({uid, gid: 9}, () => mount.open(name).close());
		open(501, down, 'large');
		open(large + 1, up, 'small');
		await t.fails('EACCES', () => open(large + 1, down, 'large'));
		await t.fails('EACCES', () => open(1, up, 'small'));
	},
});
