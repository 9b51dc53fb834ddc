import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {payloadPath} from '../result/protocol.ts';
import {moduleReferences, slabsOf} from './kernel-state.ts';
import {insert, isLoaded, remove} from './modules.ts';

/** Files and mounts let go of a module a moment after they are closed: the last put may wait for a work item. */
const patienceMs = 1_000;

/** Loads the module that a case is about from the payload. `dyndbg` switches its debug messages, such as `+p`. */
export function loadModuleUnderTest(
	name: string,
	payload: {unpack(path: string): string},
	dyndbg?: string,
): void {
	insert(name, payload.unpack(payloadPath.module(name)), dyndbg === undefined ? '' : `dyndbg="${dyndbg}"`);
}

/** Those that the kernel's own scripts for gdb name: `.init.text` is gone by then. */
const forDebuggers = new Set([
	'.text',
	'.text.hot',
	'.text.unlikely',
	'.data',
	'.data..read_mostly',
	'.rodata',
	'.bss',
]);

/** Where its code and data lie, by section; for debuggers. */
export function moduleSections(name: string): Readonly<Record<string, string>> {
	const directory = `/sys/module/${name}/sections`;
	const wanted = readdirSync(directory).filter((section) => forDebuggers.has(section));
	return Object.fromEntries(
		wanted.map((section) => [section, readFileSync(`${directory}/${section}`, 'utf8').trim()]),
	);
}

/** Unloads it, and says what it left: references, or objects in its slab caches. */
export async function unloadModuleUnderTest(name: string): Promise<readonly string[]> {
	// The case may have unloaded it itself.
	if (isLoaded(name)) {
		const giveUp = performance.now() + patienceMs;
		for (;;) {
			try {
				remove(name);
				break;
			} catch (error) {
				const {code} = error as NodeJS.ErrnoException;
				if (code !== 'EAGAIN' && code !== 'EBUSY') throw error;
				if (performance.now() > giveUp) return [stillHeld(name, code)];
				await sleep(5);
			}
		}
	}
	return slabsOf(name).map(
		(slab) => `the slab cache ${slab.name} still holds ${slab.active} objects after ${name} was unloaded`,
	);
}

function stillHeld(name: string, code: string): string {
	const references = moduleReferences(name) ?? 0;
	// Without references an unload is refused only because the module has no exit function, or is half gone.
	return references > 0
		? `the module ${name} is still held ${references} times`
		: `the module ${name} can't be unloaded: ${code}`;
}
