import type {InodeType} from './layout.ts';
import type {JsonInteger, ListingEntry} from './listing.ts';

const typeLetters: Readonly<Record<InodeType, string>> = {
	dir: 'd',
	reg: '-',
	lnk: 'l',
	chr: 'c',
	blk: 'b',
	fifo: 'p',
	sock: 's',
};

/** One line in the manner of `ls -l`, with numeric owners and the whole time in UTC. */
export function formatEntry(entry: ListingEntry): string {
	const {type, nlink, uid, gid, size, rdev, mtime, path, target} = entry;
	const mode = typeLetters[type] + formatPermissions(Number.parseInt(entry.mode, 8));
	const extent = type === 'chr' || type === 'blk' ? rdev.join(':') : size.toString();
	const arrow = target === undefined ? '' : ` -> ${target}`;
	const owner = `${uid}:${gid}`;
	return `${mode} ${nlink.toString().padStart(3)} ${owner.padEnd(9)} ${extent.padStart(10)} ${formatTimestamp(mtime)} ${path}${arrow}`;
}

/** Nine letters; setuid, setgid and sticky replace an x, in upper case where there is none. */
function formatPermissions(permissions: number): string {
	const special = ['s', 's', 't'];
	return [6, 3, 0]
		.map((shift, index) => {
			const bits = permissions >>> shift;
			const execute = (bits & 1) !== 0;
			const letter = special[index] ?? '';
			const isSpecial = (permissions & (0o4000 >>> index)) !== 0;
			const last = isSpecial ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-';
			return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
		})
		.join('');
}

/** ISO 8601 to the nanosecond, or seconds since 1970 where that has no name for the year. */
export function formatTimestamp([sec, nsec]: readonly [JsonInteger, number]): string {
	const fraction = nsec.toString().padStart(9, '0');
	const date = new Date(Number(sec) * 1000);
	if (Number.isNaN(date.getTime())) return `@${sec}.${fraction}`;
	return `${date.toISOString().replace(/\.\d+Z$/, '')}.${fraction}Z`;
}
