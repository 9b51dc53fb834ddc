import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {lstatx} from '../inodes/_statx.ts';
import {asTask, user} from './_as-task.ts';

export default defineCase({
	title: "root's 0400 file is EACCES for user 1000, also when that user is the first to look at it",
	groups: ['auto', 'quick', 'permissions'],
	needs: [],
	batch: true,
	async run(t) {
		const store = await t.store({content: 'hello'});
		const content = {size: 5, backing: 'content'};
		const tree = directory({
			mine: regularFile(content, {permissions: 0o400, uid: user.uid}),
			roots: regularFile(content, {permissions: 0o400}),
		});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});
		const open = (name: string) => asTask(user, () => mount.open(name).close());

		for (let round = 0; round < 2; round++) {
			dropInodes();
			t.is(asTask(user, () => lstatx(`${mount.path}/roots`)).uid, 0);
			await t.fails('EACCES', () => open('roots'));
			open('mine');
			mount.open('roots').close();
			await t.fails('EACCES', () => open('roots'));
		}
	},
});
