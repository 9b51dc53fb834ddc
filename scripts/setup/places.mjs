import {delimiter, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The checkout. */
export const project = resolve(fileURLToPath(import.meta.url), '../../..');

/** Where everything that is fetched or built is kept. */
export const cache = resolve(process.env.CFSBENCH_CACHE || join(project, '.cache'));

/** Users of Debian don't have the administrator's folders in their PATH, and mkfs.ext4 is there. */
export function widenPath() {
	const folders = (process.env.PATH || '/usr/local/bin:/usr/bin:/bin').split(delimiter);
	for (const folder of ['/usr/sbin', '/sbin']) if (!folders.includes(folder)) folders.push(folder);
	process.env.PATH = folders.join(delimiter);
}
