import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync} from 'node:fs';
import {defineCase} from '#case';
import {moduleReferences} from '../../../src/guest/kernel-state.ts';

const [mounters, rounds] = [4, 8];

/** What superblocks share (caches, the queue, counts of the module) must bear that many come and go at the same time. */
export default defineCase({
	title:
		'processes that mount, read and unmount the same images at the same time each see theirs, and nothing is left',
	groups: ['auto', 'concurrency'],
	requires: ['fsverity', 'tool:sh', 'tool:mount', 'tool:umount'],
	deadlineMs: 60_000,
	async run(t) {
		const store = await t.store({one: 'one\n', two: 'two\n'});
		const image = await t.image(store);
		const directory = t.tmp();
		const ends = Array.from({length: mounters}, async (_, n) => {
			const target = `${directory}/${n}`;
			mkdirSync(target);
			const script = `i=0; while [ $i -lt ${rounds} ]; do
				mount -t composefs -o basedir=${store.path},verity_check=2 ${image.path} ${target} || exit 1
				read -r a <${target}/one; read -r b <${target}/two; set -- ${target}/*
				umount ${target} || exit 2
				echo "$a $b $#"; i=$((i + 1)); done`;
			const child = spawn('sh', ['-c', script], {stdio: ['ignore', 'pipe', 'inherit']});
			let said = '';
			child.stdout.setEncoding('utf8').on('data', (text: string) => {
				said += text;
			});
			const [status] = await once(child, 'close');
			return {status, said};
		});

		for (const end of await Promise.all(ends))
			t.deepEqual(end, {status: 0, said: 'one two 2\n'.repeat(rounds)});
		t.is(moduleReferences('composefs'), 0);
	},
});
