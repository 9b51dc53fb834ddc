import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

/** How many block devices everybody sees that were made of something else: loop devices of a file, and mapped ones. `blocks` is sysfs's list. */
export function madeDevices(blocks = '/sys/block'): number {
	return readdirSync(blocks).filter((name) =>
		['loop', 'dm'].some((kind) => existsSync(join(blocks, name, kind))),
	).length;
}
