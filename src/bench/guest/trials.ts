import {loadNative} from '../../native.ts';
import type {TrialName} from '../plan.ts';
import {dropCaches, readDisk, readMemory} from './caches.ts';
import {contentTrials} from './content-trials.ts';
import {countDropped, countPasses} from './passes.ts';
import {readSlabs, slabsSince} from './slab-caches.ts';
import type {Stage} from './stage.ts';
import {verityTrial} from './verity-trial.ts';

/** How often the one link is followed. */
const linkTimes = 20_000;
const readBytes = 4096;

/**
 * In the order in which they run. Each finds nothing mounted, makes what it needs, and leaves nothing mounted; so what it
 * gives depends little on which ran before it. A tree in memory stays, and nothing of it can be dropped.
 */
export const trials: Readonly<Record<TrialName, (stage: Stage) => Promise<void>>> = {
	/** Of an empty one, where the tree lies in memory: so this comes before all others. */
	async mount(stage) {
		await countPasses(
			stage,
			'mount',
			'everything',
			() => stage.mount({acls: false}),
			() => stage.unmount(),
		);
	},

	/** `ls -l` asks for ACLs on every entry of a filesystem that has them. */
	async 'walk-acl'(stage) {
		await stage.setUp({acls: true});
		stage.warmUp();
		await dropCaches('everything');
		const walk = () => loadNative().walkTree(stage.root, {attributes: true, acls: true});
		stage.count('walk-acl-cold', walk);
		stage.count('walk-acl-warm', walk);
		stage.tearDown();
	},

	async getdents(stage) {
		await stage.setUp({acls: false});
		await dropCaches('everything');
		const walk = () => loadNative().walkTree(stage.root, {attributes: false, acls: false});
		stage.count('getdents-cold', walk);
		stage.count('getdents-warm', walk);
		stage.tearDown();
	},

	async stat(stage) {
		const paths = stage.paths('random', 'stat');
		if (paths.length === 0) return;
		await stage.setUp({acls: false});
		stage.warmUp();
		await dropCaches('names');
		const stat = () => stage.withRoot((root) => loadNative().statPaths(root, paths, false));
		stage.count('stat-dropped', stat);
		stage.count('stat-warm', stat);
		stage.tearDown();
	},

	/** The directories are looked up before: it is the names in them that nobody knows. */
	async absent(stage) {
		const [paths, parents] = [stage.paths('absent', 'absent'), stage.paths('parents', 'absent')];
		if (paths.length === 0) return;
		await stage.setUp({acls: false});
		stage.warmUp();
		await dropCaches('names');
		stage.withRoot((root) => loadNative().statPaths(root, parents, false));
		const stat = () => stage.withRoot((root) => loadNative().statPaths(root, paths, true));
		stage.count('absent-dropped', stat);
		stage.count('absent-warm', stat);
		stage.tearDown();
	},

	async open(stage) {
		if (!stage.contestant.content) return;
		const paths = stage.paths('opened', 'open');
		if (paths.length === 0) return;
		const open = () => stage.withRoot((root) => loadNative().readPaths(root, paths, readBytes));
		await stage.setUp({acls: false});
		await countDropped(stage, 'open-dropped', 'names', open);
		stage.count('open-warm', open);
		stage.tearDown();
	},

	async link(stage) {
		const path = stage.paths('link', 'link').subarray(0, -1);
		if (path.length === 0) return;
		const follow = () => stage.withRoot((root) => loadNative().statRepeatedly(root, path, linkTimes));
		await stage.setUp({acls: false});
		follow();
		stage.count('link-warm', follow);
		stage.tearDown();
	},

	async deep(stage) {
		if (stage.device === undefined) return;
		const path = stage.paths('deep', 'deep');
		if (path.length === 0) return;
		await stage.setUp({acls: false});
		await dropCaches('everything');
		const before = readDisk(stage.device);
		stage.withRoot((root) => loadNative().statPaths(root, path, false));
		const after = readDisk(stage.device);
		stage.report('deep-requests', after.requests - before.requests);
		stage.report('deep-bytes', after.bytes - before.bytes);
		stage.tearDown();
	},

	...contentTrials,
	verity: verityTrial,

	/** Cold, warm, and what is taken down with it, so it comes last: no tree in memory is left. Filesystems that can, are mounted without ACLs; nobody is asked for any. */
	async walk(stage) {
		const walk = () => loadNative().walkTree(stage.root, {attributes: true, acls: false});
		await stage.setUp({acls: false});
		await dropCaches('everything');
		const [memory, slabs] = [readMemory(), readSlabs()];
		const disk = stage.device === undefined ? undefined : readDisk(stage.device);
		const {count} = stage.count('walk-cold', walk);
		const after = readMemory();
		const afterwards = stage.device === undefined ? undefined : readDisk(stage.device);
		if (disk !== undefined && afterwards !== undefined) {
			stage.report('walk-cold-requests', afterwards.requests - disk.requests);
			stage.report('walk-cold-bytes', afterwards.bytes - disk.bytes);
		}
		const grown = stage.filled ?? {
			slab: after.slab - memory.slab,
			cached: after.cached - memory.cached,
			slabs: slabsSince(slabs, stage.contestant.inodeCache),
		};
		stage.report('walk-slab', grown.slab);
		stage.report('walk-bytes-per-entry', (grown.slab + grown.cached) / count);
		const known = grown.slabs.reduce((sum, {bytes}) => sum + bytes, 0);
		stage.reportMemory({
			entries: count,
			slabs: grown.slabs,
			otherSlab: grown.slab - known,
			cached: grown.cached,
		});
		stage.count('walk-warm', walk);
		stage.count('unmount', () => stage.unmount());
	},
};
