import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import type {LeakReport, ModuleStay} from '../result/protocol.ts';
import {isLoaded} from './modules.ts';

const device = '/sys/kernel/debug/kmemleak';

/** kmemleak passes over what is younger (MSECS_MIN_AGE), and its clock may tick but every hundredth of a second. */
const youngMs = 5_000 + 100;

/** A report beyond this names its culprits long before. */
const longestReport = 4 * 2 ** 20;

/** Remembers where modules under test were loaded and has kmemleak look for what they left. */
export class LeakWatch {
	#stays: ModuleStay[] = [];
	#leftMs = 0;

	/** Undefined where the kernel has no kmemleak, or has turned it off. */
	static open(): LeakWatch | undefined {
		try {
			// Only when asked: a scan stops all else for seconds.
			writeFileSync(device, 'scan=off');
			return new LeakWatch();
		} catch {
			return undefined;
		}
	}

	/** Say it when a module is loaded, */
	enter(caseId: string, module: string): void {
		this.#stays.push({caseId, module, from: jiffies(), sections: codeSections(module)});
	}

	/** and again before it is unloaded: the case may have loaded it anew. */
	leave(module: string): void {
		this.#leftMs = performance.now();
		const last = this.#stays.at(-1);
		if (last?.module !== module || !isLoaded(module)) return;
		this.#stays[this.#stays.length - 1] = {...last, sections: codeSections(module)};
	}

	/** What is left of all that entered since it was last asked. Takes more than five seconds. */
	async find(): Promise<LeakReport> {
		const stays = this.#stays;
		this.#stays = [];
		if (stays.length === 0) return {stays, text: ''};

		// An object counts once its content has stayed the same from one scan to another. The first may come at once.
		writeFileSync(device, 'scan');
		await sleep(Math.max(0, this.#leftMs + youngMs - performance.now()));
		writeFileSync(device, 'scan');
		const text = readFileSync(device, 'utf8').slice(0, longestReport);
		writeFileSync(device, 'clear');
		return {stays, text};
	}
}

/** The kernel's own count, which reports give for the time of an allocation. */
function jiffies(): number {
	return Number(/^jiffies: (\d+)/m.exec(readFileSync('/proc/timer_list', 'utf8'))?.[1] ?? 0);
}

function codeSections(module: string): Readonly<Record<string, string>> {
	const directory = `/sys/module/${module}/sections`;
	const names = readdirSync(directory).filter((name) => /^\.(?:(?:init|exit)\.)?text\b/.test(name));
	return Object.fromEntries(names.map((name) => [name, readFileSync(`${directory}/${name}`, 'utf8').trim()]));
}
