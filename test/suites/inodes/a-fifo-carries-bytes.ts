import {readSync, writeSync} from 'node:fs';
import {connect} from 'node:net';
import {defineCase} from '#case';
import {directory, specialFile} from '../../../src/image/tree.ts';
import {constants as c} from '../../../src/native.ts';

export default defineCase({
	title: 'a fifo carries bytes, also to a writer, and a socket that nobody listens on is ECONNREFUSED',
	groups: ['auto', 'inodes'],
	needs: [],
	batch: true,
	async run(t) {
		const tree = directory({fifo: specialFile('fifo'), sock: specialFile('sock')});
		const mount = await t.mount(await t.image(tree));
		const reader = mount.open('fifo', c.O_RDONLY | c.O_NONBLOCK);
		const writer = mount.open('fifo', c.O_WRONLY | c.O_NONBLOCK);

		t.is(writeSync(writer.fd, 'through'), 7);
		const read = Buffer.alloc(16);
		t.is(read.toString('utf8', 0, readSync(reader.fd, read)), 'through');

		await t.fails('ENXIO', () => mount.open('sock'));
		await t.fails(
			'ECONNREFUSED',
			() =>
				new Promise((resolve, reject) =>
					connect(`${mount.path}/sock`, () => resolve('')).on('error', reject),
				),
		);
	},
});
