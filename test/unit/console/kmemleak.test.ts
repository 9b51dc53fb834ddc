import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {isFrameOf, parseKmemleak} from '../../../src/console/kmemleak.ts';

const recorded = readFileSync(
	join(import.meta.dirname, '../../fixtures/kmemleak/forgets-memory.txt'),
	'utf8',
);

test('reads size, time and backtrace of every object of a real report', (t) => {
	const objects = parseKmemleak(recorded);

	t.deepEqual(
		objects.map(({bytes, jiffies}) => [bytes, jiffies]),
		Array.from({length: 4}, () => [96, 4_294_938_547]),
	);
	t.deepEqual(objects[0]?.frames.slice(1, 5), [
		'__kmalloc_cache_noprof+0x2ba/0x370',
		'0xffffffffa0010191',
		'0xffffffffa0010332',
		'param_attr_store+0x162/0x2a0',
	]);
	t.is(objects.flatMap(({lines}) => lines).join('\n'), recorded.trimEnd());
});

test('an empty report has no objects, nor has one that was cut before the first', (t) => {
	t.deepEqual(parseKmemleak(''), []);
	t.deepEqual(parseKmemleak('    vfs_write+0x5c2/0x12d0\n'), []);
});

test('reads a backtrace with addresses before the names', (t) => {
	const text = `unreferenced object 0xffff888004d5e100 (size 64):
  comm "node", pid 132, jiffies 4294939462 (age 12.300s)
  backtrace:
    [<00000000d4a1f3c2>] kmalloc_trace+0x2a/0xa0
    [<000000003a0c1b7e>] open_base+0x1f/0x80 [composefs]
`;
	t.deepEqual(parseKmemleak(text)[0]?.frames, ['kmalloc_trace+0x2a/0xa0', 'open_base+0x1f/0x80 [composefs]']);
});

test('a frame is of a module that it names, or of one that is gone', (t) => {
	const modules = new Set(['composefs']);
	t.true(isFrameOf('open_base+0x1f/0x80 [composefs]', modules));
	t.true(isFrameOf('0xffffffffa0010191', modules));
	t.true(isFrameOf('0xffffffffc0010191', modules));
	t.false(isFrameOf('ext4_init_fs+0x1/0x80 [ext4]', modules));
	t.false(isFrameOf('vfs_write+0x5c2/0x12d0', modules));
	// The stack of a task, or user space.
	t.false(isFrameOf('0xffff888006457e80', modules));
	t.false(isFrameOf('0x00007fbbd5d66829', modules));
});
