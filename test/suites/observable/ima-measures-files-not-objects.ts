import {createHash} from 'node:crypto';
import {chownSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {type Measurement, measureFilesOf} from './_ima.ts';

const [fileOwner, objectOwner] = [4242, 4243];

export default defineCase({
	title:
		'IMA measures files under their path in the mount, not objects, and again once their object was replaced',
	groups: ['auto', 'observable'],
	requires: ['filesystem:securityfs'],
	async run(t) {
		const store = await t.store({one: 'first', two: 'world'});
		for (const name of ['one', 'two']) chownSync(`${store.path}/${name}`, objectOwner, 0);
		const file = (backing: string) => regularFile({size: 5, backing}, {uid: fileOwner});
		const mount = await t.mount(await t.image(directory({one: file('one'), two: file('two')})), {
			basedir: store.path,
		});
		const measured = measureFilesOf(t, [fileOwner, objectOwner]);
		const read = (place: {path: string}, name: string): Measurement => {
			const path = `${place.path}/${name}`;
			return {sha256: createHash('sha256').update(readFileSync(path)).digest('hex'), path};
		};

		const expected = [read(mount, 'one'), read(mount, 'two')];
		read(mount, 'one');
		t.deepEqual(measured(), expected);
		expected.push(read(store, 'one'));
		t.deepEqual(measured(), expected, 'an object that is read itself');

		// Without fs-verity an object may be replaced: IMA looks at each open.
		writeFileSync(`${store.path}/new`, 'other');
		renameSync(`${store.path}/new`, `${store.path}/one`);
		t.is(readFileSync(`${mount.path}/one`, 'utf8'), 'other');
		t.deepEqual(measured(), [...expected, read(mount, 'one')]);
	},
});
