import {mkdirSync, writeFileSync} from 'node:fs';
import {release} from 'node:os';
import {constants, loadNative} from '../native.ts';
import {type AgentMessage, consoleMark, type HostMessage, protocolVersion} from '../result/protocol.ts';
import {attachDisks, detachDisks, diskPath} from './disks.ts';
import {writeEvidence} from './evidence.ts';
import {KernelLog, logToKernel, openKernelLog} from './kmsg.ts';
import {LeakWatch} from './leak-watch.ts';
import {Payload} from './payload.ts';
import {Port} from './port.ts';
import {prepareStore} from './prepare-store.ts';
import {runCase} from './run-case.ts';
import {Shell} from './shell.ts';
import {warmUp} from './warm-up.ts';

type RunMessage = Extract<HostMessage, {readonly type: 'run'}>;

const atOnce: ReadonlySet<HostMessage['type']> = new Set([
	'hello',
	'evidence',
	'release',
	'shell',
	'shell-input',
	'shell-resize',
]);

/** A frame takes so many characters of a trace. */
const pieceCharacters = 256 * 1024;

function* pieces(text: string): Generator<string> {
	for (let at = 0; at < text.length; at += pieceCharacters) yield text.slice(at, at + pieceCharacters);
}

/** The process in the guest that does what the host says, one thing after the other. */
class Agent {
	readonly #port: Port;
	readonly #kernelLog: KernelLog;
	#payload: Payload | undefined;
	#leakWatch: LeakWatch | undefined;
	#seed = '';
	/** Set while a case runs: what nobody caught belongs to it. */
	#onUncaught: ((error: unknown) => void) | undefined;
	#shell: Shell | undefined;
	/** Set while a case is held. */
	#onRelease: (() => void) | undefined;

	constructor(port: Port, kernelLog: KernelLog) {
		this.#port = port;
		this.#kernelLog = kernelLog;
	}

	async serve(): Promise<void> {
		let busy: Promise<void> = Promise.resolve();
		for await (const message of this.#port.messages()) {
			// A person looks, evidence is asked for and a kept guest is woken while a case hangs; all else waits for its turn.
			if (atOnce.has(message.type)) await this.#obey(message);
			else busy = busy.then(() => this.#obey(message));
		}
	}

	uncaught(error: unknown): void {
		if (this.#onUncaught === undefined) this.#fail(error);
		else this.#onUncaught(error);
	}

	async #obey(message: HostMessage): Promise<void> {
		try {
			const answer = await this.#answer(message);
			if (answer !== undefined) this.#port.send(answer);
		} catch (error) {
			this.#fail(error);
		}
	}

	async #answer(message: HostMessage): Promise<AgentMessage | undefined> {
		const start = performance.now();
		switch (message.type) {
			case 'hello':
				if (message.protocol !== protocolVersion)
					throw new Error(`the host speaks protocol ${message.protocol}, the agent ${protocolVersion}`);
				this.#seed = message.seed;
				setClock(message.timeMs);
				return {
					type: 'ready',
					protocol: protocolVersion,
					release: release(),
					bootMs: Math.round(process.uptime() * 1000),
				};
			case 'attach': {
				await attachDisks();
				const disk = diskPath('payload');
				if (disk !== undefined) this.#payload = new Payload(disk);
				this.#leakWatch = LeakWatch.open();
				return {
					type: 'attached',
					ms: performance.now() - start,
					kmemleak: this.#leakWatch !== undefined,
				};
			}
			case 'run':
				return this.#run(message);
			case 'release':
				await this.#shell?.close();
				this.#shell = undefined;
				this.#onRelease?.();
				return undefined;
			case 'shell':
				await this.#shell?.close();
				this.#shell = new Shell(message, this.#payload, (answer) => this.#port.send(answer));
				return undefined;
			case 'shell-input':
				this.#shell?.input(Buffer.from(message.data, 'base64'));
				return undefined;
			case 'shell-resize':
				this.#shell?.resize(message.size);
				return undefined;
			case 'prepare-store':
				return {type: 'store-prepared', files: prepareStore(), ms: performance.now() - start};
			case 'evidence':
				writeEvidence();
				return {type: 'evidence-written'};
			case 'find-leaks': {
				const report = (await this.#leakWatch?.find()) ?? {stays: [], text: ''};
				// What kmemleak says on the console is no case's.
				logToKernel(consoleMark.leaksFound);
				return {type: 'leaks-found', report};
			}
			case 'power-off':
				writeFileSync('/proc/sysrq-trigger', 'o');
				return undefined;
		}
	}

	async #run({caseId, deadlineMs, holdLoaded, ...wishes}: RunMessage): Promise<AgentMessage> {
		if (this.#payload === undefined) throw new Error('asked to run a case before the payload was attached');

		const uncaught = new Promise<never>((_, reject) => {
			this.#onUncaught = reject;
		});
		// It is nobody's business when the case is over already.
		uncaught.catch(() => {});
		try {
			// Debug messages are below what the console shows.
			if (wishes.dyndbg !== undefined) writeFileSync('/proc/sys/kernel/printk', '8');
			const report = await runCase({
				...wishes,
				onTrace: (whole) => {
					for (const text of pieces(whole)) this.#port.send({type: 'case-trace', caseId, text});
				},
				caseId,
				deadlineMs,
				seed: `${this.#seed}:${caseId}`,
				payload: this.#payload,
				kernelLog: this.#kernelLog,
				...(this.#leakWatch !== undefined && {leakWatch: this.#leakWatch}),
				onStart: () => this.#port.send({type: 'case-started', caseId}),
				onLog: (line) => this.#port.send({type: 'case-log', caseId, line}),
				uncaught,
				onHeld: (failure) => this.#hold({type: 'case-held', caseId, ...(failure !== undefined && {failure})}),
				...(holdLoaded && {
					onLoaded: (sections) => this.#hold({type: 'case-loaded', caseId, sections}),
				}),
			});
			return {type: 'case-finished', caseId, report};
		} finally {
			this.#onUncaught = undefined;
		}
	}

	#hold(message: AgentMessage): Promise<void> {
		this.#port.send(message);
		return new Promise((resolve) => {
			this.#onRelease = resolve;
		});
	}

	#fail(error: unknown): void {
		const message = error instanceof Error ? error.message : String(error);
		const stack = error instanceof Error ? error.stack : undefined;
		this.#port.send({type: 'agent-error', message, ...(stack !== undefined && {stack})});
	}
}

/** A restored guest has its snapshot's clock. */
function setClock(timeMs: number): void {
	const time = {sec: BigInt(Math.floor(timeMs / 1000)), nsec: Math.floor((timeMs % 1000) * 1e6)};
	loadNative().clock_settime(constants.CLOCK_REALTIME, time);
}

/** What the bench relies on, whatever the kernel's command line says. */
function setUpKernel(): void {
	openKernelLog();
	// All but debug messages reach the console: a splat's lines come at several levels.
	writeFileSync('/proc/sys/kernel/printk', '7');
	// Nothing after an oops is believed, so stop there, with the oops last on the console.
	writeFileSync('/proc/sys/kernel/panic_on_oops', '1');
	// The host's last resort against a guest that hangs with interrupts off is an NMI: show what it interrupted.
	writeFileSync('/proc/sys/kernel/unknown_nmi_panic', '1');
	mkdirSync('/run/payload', {recursive: true});
	// The console is a terminal to node:assert, which would colour its messages.
	process.env.NODE_DISABLE_COLORS = '1';
}

setUpKernel();
detachDisks();
const kernelLog = new KernelLog();
const agent = new Agent(Port.open(), kernelLog);
process.on('uncaughtException', (error) => agent.uncaught(error));
process.on('unhandledRejection', (error) => agent.uncaught(error));
void warmUp(kernelLog).then(() => agent.serve());
