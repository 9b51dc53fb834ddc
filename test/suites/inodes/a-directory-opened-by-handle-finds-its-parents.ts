import {readFileSync, readlinkSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {listDirectory, namesOf} from '../directories/_list.ts';
import {handleOf, openHandle} from './_handles.ts';

export default defineCase({
	title: 'a directory that is opened by its handle before anyone walked there knows its path and its parents',
	groups: ['auto', 'inodes', 'handles'],
	batch: true,
	async run(t) {
		const store = await t.store({content: 'beside'});
		const file = regularFile({size: 6, backing: 'content'});
		const many = Array.from({length: 50}, (_, n) => [`dir-${n}`, directory({file})] as const);
		const tree = directory({
			...Object.fromEntries(many),
			a: directory({b: directory({c: directory()}), file}),
		});
		const image = await t.image(tree);
		const first = await t.mount(image);
		const handle = handleOf(`${first.path}/a/b/c`);
		first.close();
		const mount = await t.mount(image, {basedir: store.path});

		const fd = openHandle(t, mount, handle);
		t.is(readlinkSync(`/proc/self/fd/${fd}`), `${mount.path}/a/b/c`);
		t.deepEqual(namesOf(listDirectory(`/proc/self/fd/${fd}/../..`)), ['.', '..', 'b', 'file']);
		t.is(readFileSync(`/proc/self/fd/${fd}/../../file`, 'utf8'), 'beside');
		t.is(readFileSync(`${mount.path}/a/b/c/../../file`, 'utf8'), 'beside');
	},
});
