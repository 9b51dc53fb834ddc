import type {Row} from './known.ts';

/** The rows of trials that came after the targets: nothing is known of them, and none is set. */
export const contentRows: readonly Row[] = [
	...readRows('read-64k', 'read files of 64 KiB on'),
	...readRows('read-1m', 'read files of 1 MiB on'),
	...readRows('read-16m', 'read a file of 16 MiB on'),
	...readRows('pread', 'read 4 KiB at random, 4,000 times'),
	...readRows('mmap', 'map files, touch each page'),
	...readRows('exec', 'execute ls with its libraries'),
];

function readRows(metric: string, title: string): readonly Row[] {
	return [
		{metric: `${metric}-cold`, title: `${title}, cold`, unit: 'Minsn', known: {}},
		{metric: `${metric}-cold-requests`, title: `${title}, cold: disk requests`, unit: 'requests', known: {}},
		{metric: `${metric}-warm`, title: `${title}, warm`, unit: 'Minsn', known: {}},
	];
}
