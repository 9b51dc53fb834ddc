import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask, type Task} from './_as-task.ts';

const tasks: readonly {readonly shift: number; readonly task: Task}[] = [
	{shift: 6, task: {uid: 500, gid: 9, groups: [600]}},
	{shift: 3, task: {uid: 1000, gid: 600}},
	{shift: 3, task: {uid: 1000, gid: 9, groups: [7, 600]}},
	{shift: 0, task: {uid: 1000, gid: 9, groups: [500]}},
];

export default defineCase({
	title:
		'each bit of the mode decides for owner, group (primary or not) or others alone; writing is EROFS whatever the mode',
	groups: ['auto', 'quick', 'permissions'],
	needs: ['read-only-itself'],
	batch: true,
	async run(t) {
		const modes = [0, 0o400, 0o200, 0o100, 0o040, 0o020, 0o010, 0o004, 0o002, 0o001, 0o750, 0o057, 0o777];
		const owner = {uid: 500, gid: 600};
		const files = modes.map(
			(permissions) => [permissions.toString(8), regularFile(undefined, {...owner, permissions})] as const,
		);
		const mount = await t.mount(await t.image(directory(files)));

		for (const permissions of modes)
			for (const {shift, task} of tasks)
				for (const wanted of [c.R_OK, c.W_OK, c.X_OK]) {
					const path = `${mount.path}/${permissions.toString(8)}`;
					const access = () =>
						asTask(task, () => loadNative().faccessat2(c.AT_FDCWD, path, wanted, c.AT_EACCESS));
					const granted = ((permissions >> shift) & wanted) !== 0;
					// A read-only filesystem is told before any mode is looked at.
					if (wanted === c.W_OK) await t.fails('EROFS', access);
					else if (granted) access();
					else await t.fails('EACCES', access);
				}
	},
});
