import {appendFileSync, mkdirSync, mkdtempSync} from 'node:fs';
import {rm, stat} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {digestOf} from '../console/digest.ts';
import {InfraError} from '../errors.ts';
import type {ListedCase} from '../result/case-info.ts';
import type {CaseFinished, RunListener} from '../result/events.ts';
import type {Outcome} from '../result/outcome.ts';
import {type CaseInput, consoleMark} from '../result/protocol.ts';
import {inSeconds} from '../result/verdict.ts';
import type {InstanceOptions, Machine} from '../vm/interfaces.ts';
import {type CapturedConsole, captureConsole, waitForMark} from './console-capture.ts';
import type {Debugging, Look} from './debugging.ts';
import type {PlaceDecoder} from './decode-places.ts';
import {collectEvidence} from './evidence.ts';
import {takeGolden} from './golden.ts';
import {type CaseEnd, judge} from './judge.ts';
import {type Keeping, keepFailed, ownDisks} from './keep.ts';
import {namingDisk} from './naming-disk.ts';
import type {CaseGuest, CaseVerdict} from './schedule.ts';
import {GuestGone, GuestSession} from './session.ts';
import {settleLeaks, unsettled} from './settle-leaks.ts';
import type {StackMapper} from './source-map.ts';
import {findStray} from './stray-splats.ts';

/** How long the console may lag behind the agent's report, under KVM. */
const consolePatienceMs = 2_000;
const shownSplatLines = 24;

export interface GuestSupplies {
	readonly machine: Machine;
	readonly start: InstanceOptions['start'];
	readonly disks: InstanceOptions['disks'];
	/** A directory of the run for what lives as long as a guest. */
	readonly work: string;
	/** Where a case's evidence is kept. */
	readonly caseDirectory: (caseId: string) => string;
	readonly seed: string;
	/** What the cases are given to work on, other than usual. */
	readonly input?: CaseInput;
	readonly mapper: StackMapper;
	/** Says which source line an address of a splat is. */
	readonly decoder: PlaceDecoder;
	/** Modules with debug information, by name. */
	readonly debugModules: ReadonlyMap<string, string>;
	readonly debugging?: Debugging;
	/** Whether the repository lists this failure of a case as expected: nobody needs to look at it. */
	readonly isExpected: (caseId: string, failure: string) => boolean;
	/** Counts the guests of the run. */
	readonly guest: number;
	readonly signal: AbortSignal;
	readonly emit: RunListener;
}

/** Opens a guest that runs cases one after the other and judges each by what it says and by its console. */
export async function openCaseGuest(supplies: GuestSupplies): Promise<CaseGuest> {
	const {machine, start, seed, mapper, signal} = supplies;
	const opened = performance.now();
	const directory = namingDisk(supplies.work, () => mkdtempSync(join(supplies.work, 'guest-')));
	let session: GuestSession;
	try {
		const disks = supplies.debugging?.keep ? await ownDisks(supplies.disks, directory) : supplies.disks;
		session = await GuestSession.open({
			machine,
			instance: {start, disks, directory, seed, signal},
			mapStack: (stack) => mapper.stack(stack),
		});
	} catch (error) {
		await rm(directory, {recursive: true, force: true});
		throw error;
	}

	const {instance} = session;
	let served = 0;
	// What the kernel said while it booted is not a case's.
	let offset = 0;
	try {
		if (start === 'boot') offset = (await stat(instance.consolePath)).size;
		await lookAtBoot(supplies, start === 'boot' ? instance.consolePath : machine.bootConsole, offset);
	} catch (error) {
		await session.close();
		await rm(directory, {recursive: true, force: true});
		throw error;
	}
	/** The case whose end was the last on this console; undefined when what comes then is its doing, or a person's. */
	let last: {readonly id: string; readonly kept: string} | undefined;
	/** What came since the last case's end is not the next one's. */
	const lookBetween = async () => {
		if (last === undefined) return;
		const {size} = await stat(instance.consolePath);
		const part = {path: instance.consolePath, from: offset, to: size};
		const where = `after ${last.id} had ended`;
		const stray = await findStray(part, {
			during: 'between',
			where,
			keepAs: join(last.kept, 'afterwards.log'),
		});
		if (stray !== undefined) supplies.emit(stray);
		offset = size;
	};
	const patienceMs = consolePatienceMs * machine.accelerator.timeScale;
	const keptIn = new Map<string, string>();
	let lives = true;
	// A person who has looked around has left traces.
	const asksKmemleak = session.hasKmemleak && supplies.debugging?.onLook === undefined;

	return {
		async run(listed, again): Promise<CaseVerdict> {
			const kept = supplies.caseDirectory(listed.id);
			namingDisk(kept, () => mkdirSync(kept, {recursive: true}));
			keptIn.set(listed.id, kept);
			await lookBetween();
			last = undefined;
			const log: string[] = [];
			const asked = performance.now();
			let readyMs: number | undefined;
			let looked = false;
			const {onLook, onLoaded, keep, tools: _tools, ...debugging} = supplies.debugging ?? {};
			const attach = (sections: Readonly<Record<string, string>>) => {
				const {module: name, id: caseId} = listed;
				const module =
					name === false ? undefined : {name, debugPath: supplies.debugModules.get(name), sections};
				return onLoaded?.({instance, kernel: machine.kernel, caseId, directory, module}) ?? Promise.resolve();
			};
			let keeping: Keeping | undefined;
			const look = async (stage: Look['stage'], failure?: string) => {
				if (looked || (onLook === undefined && !keep)) return;
				if (failure !== undefined && supplies.isExpected(listed.id, failure)) return;
				looked = true;
				if (keep) keeping = await keepFailed(instance, join(kept, 'kept'), stage !== 'gone');
				await onLook?.(session, {caseId: listed.id, stage, ...(failure !== undefined && {failure})});
			};
			/** The same where the case itself has ended: its guest may go away meanwhile. */
			const lookLate = (stage: Look['stage'], failure: string) =>
				look(stage, failure).catch((error) => {
					if (!(error instanceof GuestGone)) throw error;
				});

			const end = await session.run(listed, {
				signal,
				onStart: () => {
					if (served === 0) readyMs = performance.now() - opened;
					supplies.emit({type: 'case-started', caseId: listed.id, again, guest: supplies.guest});
				},
				onLog: (told) => {
					const line = takeGolden(told, listed.file);
					log.push(line);
					supplies.emit({type: 'case-log', caseId: listed.id, line});
				},
				onTrace: (text) => appendFileSync(join(kept, 'trace.txt'), text),
				onHeld: (failure) => look('held', failure),
				...(onLoaded !== undefined && {onLoaded: attach}),
				...debugging,
				...supplies.input,
			});
			const elapsed = performance.now() - asked;
			served += 1;
			const {size} = await stat(instance.consolePath);
			if (end.kind === 'deadline')
				await lookLate('hanging', `no answer within the deadline of ${inSeconds(end.deadlineMs)}`);

			const {isWhole, judgeUntil} = await settleConsole(
				session,
				end,
				listed,
				{offset, size},
				kept,
				patienceMs,
			);
			const console = await captureConsole({
				from: instance.consolePath,
				offset,
				to: join(kept, 'console.log'),
				...(judgeUntil !== undefined && {judgeUntil}),
			});
			offset = console.endOffset;
			// A splat needs no end to be believed; silence does.
			if (!isWhole && console.splats.length === 0)
				throw new InfraError(`the console of ${listed.id} lacks the case's end`, {
					remedy: 'the kernel must print to ttyS0: look for a console= in --append',
				});

			const judged = mapper.outcome(judge(withAgentStatus(end, console), console.splats));
			const outcome = await supplies.decoder.outcome(judged);
			lives = outcome.kind !== 'crashed' && outcome.kind !== 'timedout';
			// The case itself did not see that it failed: the kernel complained, or something was left.
			if (outcome.kind === 'failed') await lookLate('over', outcome.failures[0]?.message ?? '');
			if (outcome.kind === 'crashed') await lookLate(end.kind === 'gone' ? 'gone' : 'over', outcome.reason);
			const result: CaseFinished = {
				type: 'case-finished',
				caseId: listed.id,
				outcome,
				ms: end.kind === 'reported' ? end.report.ms : elapsed,
				...(readyMs !== undefined && {readyMs}),
				console: {
					path: join(kept, 'console.log'),
					lines: await supplies.decoder.lines(linesToShow(outcome.kind, console)),
					cutBytes: console.cutBytes,
				},
				log,
				...keeping,
			};
			if (lives && !looked) last = {id: listed.id, kept};
			// Nobody knows what a person did in it.
			return {result, reusable: isReusable(outcome) && !looked};
		},

		...(asksKmemleak && {
			async settle(results, failed) {
				if (failed || !lives) return unsettled(results);
				const {decoder} = supplies;
				const settled = await settleLeaks({session, results, offset, patienceMs, keptIn, decoder, signal});
				offset = settled.offset;
				return settled.results;
			},
		}),

		async close() {
			await session.close();
			await lookBetween();
			await rm(directory, {recursive: true, force: true});
		},
	};
}

async function lookAtBoot(
	{start, work, emit}: GuestSupplies,
	path: string | undefined,
	bootedUntil: number,
): Promise<void> {
	if (path === undefined) return;
	const where = start === 'boot' ? 'while a guest booted' : 'while the guest of the snapshot booted';
	const told = {during: 'boot', where, keepAs: join(dirname(work), 'boot-console.log')} as const;
	try {
		const to = start === 'boot' ? bootedUntil : (await stat(path)).size;
		const stray = await findStray({path, from: 0, to}, told);
		if (stray !== undefined) emit(stray);
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
		// Another run that takes the snapshot for torn replaces it, also when a guest has just started from it.
		throw new InfraError(`the console of the boot is gone: ${(cause as Error).message}`, {cause});
	}
}

interface Settled {
	/** False when the case's end mark never came: what the kernel said of the case is not known. */
	readonly isWhole: boolean;
	readonly judgeUntil?: number;
}

/** Waits until the console is complete. After a deadline it asks for evidence, and says up to where the case itself wrote. */
async function settleConsole(
	session: GuestSession,
	end: CaseEnd,
	listed: ListedCase,
	{offset, size}: {readonly offset: number; readonly size: number},
	kept: string,
	patienceMs: number,
): Promise<Settled> {
	const {consolePath} = session.instance;
	switch (end.kind) {
		case 'reported':
			return {isWhole: await waitForMark(consolePath, offset, consoleMark.end(listed.id), patienceMs)};
		case 'gone':
			return {isWhole: true};
		case 'deadline': {
			await collectEvidence(session, kept);
			return {isWhole: true, judgeUntil: size};
		}
	}
}

function withAgentStatus(end: CaseEnd, {agentStatus}: CapturedConsole): CaseEnd {
	return end.kind === 'gone' && agentStatus !== undefined ? {...end, agentStatus} : end;
}

function linesToShow(kind: Outcome['kind'], {splats, evidence, tail}: CapturedConsole): readonly string[] {
	if (splats.length > 0) return digestOf(splats, shownSplatLines);
	if (kind === 'timedout') return [...tail, ...digestOf(evidence, shownSplatLines)];
	return kind === 'crashed' ? tail : [];
}

/** A guest goes on after a case that passed, didn't run, or only failed its own assertions. */
function isReusable(outcome: Outcome): boolean {
	switch (outcome.kind) {
		case 'passed':
		case 'notrun':
			return true;
		case 'failed':
			return outcome.failures.every(({source}) => source === 'assertion');
		case 'crashed':
		case 'timedout':
			return false;
	}
}
