import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';
import {asTask, user} from '../permissions/_as-task.ts';

export default defineCase({
	title: "O_NOATIME is EPERM on another's file and works on one's own, whoever owns the backing file",
	groups: ['auto', 'files'],
	needs: [],
	batch: true,
	async run(t) {
		const store = await t.store({content: 'hello'});
		const content = {size: 5, backing: 'content'};
		const tree = directory({mine: regularFile(content, {uid: user.uid}), roots: regularFile(content)});
		const mount = await t.mount(await t.image(tree), {basedir: store.path});

		mount.open('mine', c.O_NOATIME);
		mount.open('roots', c.O_NOATIME);
		asTask(user, () => mount.open('mine', c.O_NOATIME));
		asTask(user, () => mount.open('roots'));
		await t.fails('EPERM', () => asTask(user, () => mount.open('roots', c.O_NOATIME)));
	},
});
