/**
 * Who said what in the debate of 2022 and 2023. Each message and article was looked up at its address, or is quoted in the one that is
 * given; what it says is told in words of ours.
 */
export interface Citation {
	readonly who: string;
	/** The list or the magazine, and the day. */
	readonly where: string;
	readonly says: string;
	readonly url: string;
}

const list = (day: string) => `linux-fsdevel, ${day}`;
const hypermail = (page: string) => `https://lkml.indiana.edu/hypermail/linux/kernel/${page}.html`;

export const citations = {
	firstPosting: {
		who: 'A. Larsson',
		where: list('November 2022'),
		says: 'images share files that happen to be equal, on disk and in the page cache, and what is read is verified as with dm-verity',
		url: 'http://mail.spinics.net/lists/linux-fsdevel/msg228639.html',
	},
	twoThousandLines: {
		who: 'J. Edge',
		where: 'LWN.net, 7 December 2022',
		says: 'it is some 2,000 lines, and stands by itself',
		url: 'https://lwn.net/Articles/917097/',
	},
	improveWhatIsThere: {
		who: 'A. Goldstein',
		where: list('17 January 2023'),
		says: 'its needs had better improve EROFS and overlayfs than become a driver that partly duplicates them; with metacopy, content may come from any path of the layer below',
		url: hypermail('2301.2/01554'),
	},
	truncatedCopy: {
		who: 'Gao Xiang',
		where: list('17 January 2023'),
		says: 'its reader is that of EROFS over again, less mature and without ACLs',
		url: hypermail('2301.2/02867'),
	},
	coupleOfThousandLines: {
		who: 'D. Chinner, quoted by Gao Xiang',
		where: list('18 January 2023'),
		says: 'it is worth the time: a couple of thousand lines change what containers can do, once the chain of trust is solved by signing what names the objects',
		url: hypermail('2301.2/02867'),
	},
	acrossMounts: {
		who: 'G. Scrivano, quoted by Gao Xiang',
		where: list('17 January 2023'),
		says: 'neither hard links nor reflinks reach from one mount to another (C. Brauner: reflinks do, since 5.18)',
		url: hypermail('2301.2/02867'),
	},
	sameOutcome: {
		who: 'A. Goldstein, quoted by G. Scrivano',
		where: list('22 January 2023'),
		says: 'what keeps a read-only overlayfs, over EROFS with metacopy and redirect and a layer of content, from the very same outcome has to be explained',
		url: 'https://lore.kernel.org/linux-fsdevel/878rhuewy0.fsf@redhat.com/',
	},
	comeAndGo: {
		who: 'D. Chinner, quoted by A. Goldstein',
		where: list('25 January 2023'),
		says: 'where a container is needed for a few seconds, half a minute to set it up and another to tear it down is no way; it has to be a second or two',
		url: hypermail('2301.3/01736'),
	},
	shortLived: {
		who: 'D. Chinner',
		where: list('25 January 2023'),
		says: 'the cold cache governs how long containers that live shortly run, and hosts that are dense with them',
		url: hypermail('2301.3/01464'),
	},
	timeOfLayers: {
		who: 'A. Goldstein, quoted by C. Brauner',
		where: list('25 January 2023'),
		says: 'the main argument was, at first, the time that it takes to create the files of the layers; looking content up late can be had in overlayfs too',
		url: hypermail('2301.3/02024'),
	},
	unprivileged: {
		who: 'unnamed, in the thread of A. Goldstein',
		where: list('5 February 2023'),
		says: 'apart from mounts by the unprivileged nothing was named in which EROFS with overlayfs fails; and a writable layer takes overlayfs anyway',
		url: 'http://www.uwsg.indiana.edu/hypermail/linux/kernel/2302.0/04744.html',
	},
	signedMetadata: {
		who: 'A. Goldstein',
		where: list('6 February 2023'),
		says: 'a server merges the metadata of layers and hands them out as one signed image with fs-verity; EROFS with overlayfs does the same after small changes',
		url: 'http://mail.spinics.net/lists/linux-fsdevel/msg232358.html',
	},
	prosAndCons: {
		who: 'A. Larsson',
		where: list('27 February 2023'),
		says: 'with changes to overlayfs the same can be had of EROFS below it, and there is something for and against either',
		url: 'https://lore.kernel.org/linux-fsdevel/e84d009fd32b7a02ceb038db5cf1737db91069d5.camel@redhat.com/',
	},
	loopDevicesLeak: {
		who: 'C. Walters',
		where: 'composefs issue 144, 8 June 2023',
		says: 'with EROFS and overlayfs a loop device of the image shows all over the system',
		url: 'https://github.com/composefs/composefs/issues/144',
	},
} as const satisfies Readonly<Record<string, Citation>>;

/** As a sentence, without the address. */
export function sentence({who, where, says}: Citation): string {
	return `${who} (${where}): ${says}.`;
}

/** Who, and the day or the month. */
export function shortCitation({who, where}: Citation): string {
	return `${who}, ${where.split(', ').at(-1)}`;
}
