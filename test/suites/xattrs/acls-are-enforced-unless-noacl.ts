import {readdirSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {asTask, type Task} from '../permissions/_as-task.ts';
import {encodeAcl} from './_acl.ts';
import {getXattr, listXattrs} from './_get.ts';

const named: Task = {uid: 1000, gid: 1000};
const member: Task = {uid: 1001, gid: 1001, groups: [77]};
const masked: Task = {uid: 1002, gid: 1002};
const denied: Task = {uid: 1003, gid: 1003};
const stranger: Task = {uid: 1004, gid: 1004};

export default defineCase({
	title: 'an ACL grants and denies what the mode alone would not; with noacl there is only the mode',
	groups: ['auto', 'quick', 'xattrs'],
	batch: true,
	async run(t) {
		const key = 'system.posix_acl_access';
		const some = encodeAcl({
			owner: 6,
			users: {1000: 4, 1002: 2},
			group: 0,
			groups: {77: 4},
			mask: 4,
			others: 0,
		});
		const most = encodeAcl({owner: 6, users: {1003: 0}, group: 4, mask: 7, others: 4});
		const search = encodeAcl({owner: 7, users: {1000: 1}, group: 0, mask: 5, others: 0});
		const store = await t.store({content: 'hello'});
		const content = {size: 5, backing: 'content'};
		const file = regularFile(content);
		const tree = directory({
			dir: directory({file}, {permissions: 0o750, xattrs: {[key]: search}}),
			most: regularFile(content, {permissions: 0o674, xattrs: {[key]: most}}),
			some: regularFile(content, {permissions: 0o640, xattrs: {[key]: some}}),
		});
		const image = await t.image(tree);
		const mount = await t.mount(image, {basedir: store.path});
		const noacl = await t.mount(image, {basedir: store.path, acl: false});
		const open = (task: Task, path: string, where = mount) => asTask(task, () => where.open(path).close());

		open(named, 'some');
		open(member, 'some');
		for (const task of [masked, denied, stranger]) await t.fails('EACCES', () => open(task, 'some'));
		open(stranger, 'most');
		await t.fails('EACCES', () => open(denied, 'most'));
		open(named, 'dir/file');
		await t.fails('EACCES', () => open(member, 'dir/file'));
		await t.fails('EACCES', () => asTask(named, () => readdirSync(`${mount.path}/dir`)));

		for (const task of [named, member]) await t.fails('EACCES', () => open(task, 'some', noacl));
		open(denied, 'most', noacl);
		await t.fails('EACCES', () => open(named, 'dir/file', noacl));
		t.deepEqual(listXattrs(`${mount.path}/some`), [key]);
		t.deepEqual(getXattr(`${mount.path}/some`, key), some);
		t.deepEqual(listXattrs(`${noacl.path}/some`), []);
		await t.fails('ENOTSUP', () => getXattr(`${noacl.path}/some`, key));
	},
});
