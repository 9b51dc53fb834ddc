import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {isHostCode, SaveWatcher} from '../host/watch.ts';
import type {RunListener} from '../result/events.ts';
import {reportError} from './report-error.ts';
import {cancelOnSignals} from './signals.ts';

export interface WatchOptions {
	readonly root: string;
	readonly suites: string;
	/** One run. `onEvent` wants all of its events. */
	readonly run: (signal: AbortSignal, onEvent: RunListener) => Promise<number>;
}

/** Tells whoever started us that the bench's own code changed. */
const restartCode = 75;
const childMark = 'CFSBENCH_WATCH_CHILD';

/**
 * Runs, and runs again after each save, until a signal ends it. A save while cases run cancels them: their outcomes are of
 * yesterday. What is being built is built to its end first, for a build that is cut off starts from nothing the next time.
 */
export async function watchAndRun(options: WatchOptions): Promise<number> {
	const {root, suites} = options;
	const folders = ['kernel', 'src', 'native', 'vm', 'test/selftest/module', suites];
	const saves = new SaveWatcher(root, folders);
	const {signal, release, exitCode} = cancelOnSignals();
	try {
		for (;;) {
			const during = await runUnlessSaved(options, saves, signal);
			if (during === undefined) return exitCode() ?? 0;
			const names = folders.map((folder) => relative(root, join(root, relative(root, folder))) || folder);
			if (during.length === 0) console.error(`\nwatching ${names.join(', ')}; Ctrl-C ends`);
			const paths = during.length > 0 ? during : await saves.next(signal).catch(() => undefined);
			// Ended while nothing ran: nothing was interrupted.
			if (paths === undefined) return 0;
			console.error(`\nsaved ${paths.join(', ')}`);
			if (!paths.some(isHostCode)) continue;
			if (process.env[childMark] !== undefined) return restartCode;
			release();
			return await runInChildren(saves);
		}
	} finally {
		release();
		saves.close();
	}
}

/** One run. Gives the saves that cancelled it, none where it came to its end; undefined when a signal ended it. */
async function runUnlessSaved(
	{run}: WatchOptions,
	saves: SaveWatcher,
	signal: AbortSignal,
): Promise<readonly string[] | undefined> {
	const saved = new AbortController();
	const paths = new Set<string>();
	let casesRun = false;
	const cancelIfSaved = () => {
		if (casesRun && paths.size > 0) saved.abort(new Error('a source was saved'));
	};
	saves.listen((more) => {
		for (const path of more) paths.add(path);
		cancelIfSaved();
	});
	try {
		await run(AbortSignal.any([signal, saved.signal]), ({type}) => {
			casesRun ||= type === 'case-started';
			cancelIfSaved();
		});
	} catch (error) {
		if (signal.aborted) return undefined;
		if (!saved.signal.aborted) reportError(error);
	} finally {
		saves.listen(undefined);
	}
	return signal.aborted ? undefined : [...paths];
}

/** The bench's own code changed: a process that loads it anew goes on in our place, and another after the next change. */
async function runInChildren(saves: SaveWatcher): Promise<number> {
	const {signal, release, exitCode} = cancelOnSignals();
	try {
		for (;;) {
			const code = await runInChild(signal);
			if (signal.aborted) return code === restartCode ? (exitCode() ?? 0) : code;
			if (code === restartCode) continue;
			// It did not even start: the next save may mend that.
			console.error(`\nthe bench ended with exit code ${code}; it is started again after the next save`);
			if ((await saves.next(signal).catch(() => undefined)) === undefined) return 0;
		}
	} finally {
		release();
	}
}

function runInChild(signal: AbortSignal): Promise<number> {
	const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
	const args = ['--import', import.meta.resolve('tsx'), cli, ...process.argv.slice(2)];
	const child = spawn(process.execPath, args, {stdio: 'inherit', env: {...process.env, [childMark]: '1'}});
	// A terminal sends Ctrl-C to the child too; a second one does no harm there.
	const end = () => child.kill('SIGTERM');
	signal.addEventListener('abort', end, {once: true});
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, name) => {
			signal.removeEventListener('abort', end);
			resolve(code ?? 128 + (name === null ? 0 : constants.signals[name]));
		});
	});
}
