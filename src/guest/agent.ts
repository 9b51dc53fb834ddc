import {mkdirSync, writeFileSync} from 'node:fs';
import {release} from 'node:os';
import {constants, loadNative} from '../native.ts';
import {type AgentMessage, type HostMessage, protocolVersion} from '../result/protocol.ts';
import {attachDisks, detachDisks, diskPath} from './disks.ts';
import {writeEvidence} from './evidence.ts';
import {KernelLog, openKernelLog} from './kmsg.ts';
import {Payload} from './payload.ts';
import {Port} from './port.ts';
import {prepareStore} from './prepare-store.ts';
import {runCase} from './run-case.ts';
import {warmUp} from './warm-up.ts';

/** The process in the guest that does what the host says, one thing after the other. */
class Agent {
	readonly #port: Port;
	readonly #kernelLog: KernelLog;
	#payload: Payload | undefined;
	#seed = '';
	/** Set while a case runs: what nobody caught belongs to it. */
	#onUncaught: ((error: unknown) => void) | undefined;

	constructor(port: Port, kernelLog: KernelLog) {
		this.#port = port;
		this.#kernelLog = kernelLog;
	}

	async serve(): Promise<void> {
		let busy: Promise<void> = Promise.resolve();
		for await (const message of this.#port.messages()) {
			// Evidence is asked for while a case hangs; everything else waits for its turn.
			if (message.type === 'evidence') await this.#obey(message);
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
				return {type: 'attached', ms: performance.now() - start};
			}
			case 'run':
				return this.#run(message.caseId, message.deadlineMs);
			case 'prepare-store':
				return {type: 'store-prepared', files: prepareStore(), ms: performance.now() - start};
			case 'evidence':
				writeEvidence();
				return {type: 'evidence-written'};
			case 'power-off':
				writeFileSync('/proc/sysrq-trigger', 'o');
				return undefined;
		}
	}

	async #run(caseId: string, deadlineMs: number): Promise<AgentMessage> {
		if (this.#payload === undefined) throw new Error('asked to run a case before the payload was attached');

		const uncaught = new Promise<never>((_, reject) => {
			this.#onUncaught = reject;
		});
		// It is nobody's business when the case is over already.
		uncaught.catch(() => {});
		try {
			const report = await runCase({
				caseId,
				deadlineMs,
				seed: `${this.#seed}:${caseId}`,
				payload: this.#payload,
				kernelLog: this.#kernelLog,
				onStart: () => this.#port.send({type: 'case-started', caseId}),
				onLog: (line) => this.#port.send({type: 'case-log', caseId, line}),
				uncaught,
			});
			return {type: 'case-finished', caseId, report};
		} finally {
			this.#onUncaught = undefined;
		}
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
