import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {defineCase} from '#case';
import {payloadPath} from '../../../src/result/protocol.ts';
import {elfSection, readFromBytes} from '../../../src/vm/elf.ts';

/** Where the agent puts the module before it loads it. */
const module = join('/run/payload', payloadPath.module('composefs'));

export default defineCase({
	title: 'the module tells what it is, whose, under which license, and which mount loads it',
	groups: ['auto', 'quick', 'observable'],
	batch: true,
	async run(t) {
		const section = elfSection(readFromBytes(readFileSync(module)), '.modinfo');
		const fields = (section ?? Buffer.alloc(0)).toString('utf8').split('\0');
		const valuesOf = (name: string) =>
			fields.filter((field) => field.startsWith(`${name}=`)).map((field) => field.slice(name.length + 1));

		t.deepEqual(valuesOf('name'), ['composefs']);
		t.deepEqual(valuesOf('license'), ['GPL']);
		t.deepEqual(valuesOf('alias'), ['fs-composefs']);
		t.deepEqual(valuesOf('author').length, 1);
		t.match(valuesOf('description').join(), /^Read-only filesystem\b.{20,}/);
		// Nothing else has to be loaded first, and nothing can be set.
		t.deepEqual(valuesOf('depends'), ['']);
		t.deepEqual(valuesOf('parm'), []);
	},
});
