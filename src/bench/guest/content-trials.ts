import {loadNative, type Measured} from '../../native.ts';
import {type ContentListName, contentListNames} from '../content-paths.ts';
import {benchLayout, type TrialName} from '../plan.ts';
import {countPasses} from './passes.ts';
import type {Stage} from './stage.ts';

/** What `cat` and `cp` of GNU coreutils 9.1 read at a time. */
const sequentialBytes = 128 * 1024;
const randomBytes = 4096;
/** Every page of the file is likely among them. */
const randomTimes = 4_000;

type ContentTrial = Extract<TrialName, 'read' | 'pread' | 'mmap' | 'exec'>;

/** Prints its name and asks for no other: what is counted is what comes before it. */
const programArguments = ['ls', '-d', '/'];

/**
 * What files hold. Cold is the page cache alone, of objects and of the image: the names and inodes are in memory, since
 * other trials count what those cost.
 */
export const contentTrials: Readonly<Record<ContentTrial, (stage: Stage) => Promise<void>>> = {
	async read(stage) {
		for (const name of contentListNames)
			await countContent(stage, name, name, (root, paths) =>
				loadNative().readWhole(root, paths, sequentialBytes),
			);
	},

	async pread(stage) {
		await countContent(stage, 'pread', 'read-16m', (root, paths) =>
			loadNative().readAtRandom(root, paths.subarray(0, -1), randomBytes, randomTimes),
		);
	},

	async mmap(stage) {
		await countContent(stage, 'mmap', 'read-1m', (root, paths) => loadNative().touchPages(root, paths));
	},

	/** The names are dropped as well: who starts a program for the first time has not looked its libraries up. */
	async exec(stage) {
		if (!stage.contestant.content) return;
		const {root, path} = benchLayout.program;
		await stage.setUp({acls: false});
		const execute = () =>
			stage.withDirectory(root, (directory) =>
				loadNative().measureExec(directory, `/${path}`, programArguments),
			);
		await countPasses(stage, 'exec', 'everything', execute);
		stage.tearDown();
	},
};

async function countContent(
	stage: Stage,
	metric: string,
	list: ContentListName,
	run: (root: number, paths: Buffer) => Measured,
): Promise<void> {
	if (!stage.contestant.content) return;
	const paths = stage.paths(list, metric);
	if (paths.length === 0) return;
	await stage.setUp({acls: false});
	await countPasses(stage, metric, 'pages', () => stage.withRoot((root) => run(root, paths)));
	stage.tearDown();
}
