// Loaded before a writer: ends the process with SIGKILL at the KILL_AT-th call that changes the filesystem, counted from 0, before
// or after it is done, as KILL_WHEN says. Without KILL_AT it prints how many such calls there were.
import fs, {promises} from 'node:fs';
import {syncBuiltinESMExports} from 'node:module';

const at = Number(process.env.KILL_AT ?? -1);
const before = process.env.KILL_WHEN === 'before';
let calls = 0;

function counted(call: (...values: unknown[]) => unknown): (...values: unknown[]) => unknown {
	return (...values) => {
		const last = calls++ === at;
		if (last && before) process.kill(process.pid, 'SIGKILL');
		try {
			return call(...values);
		} finally {
			if (last) process.kill(process.pid, 'SIGKILL');
		}
	};
}

const names = [
	'linkSync',
	'renameSync',
	'writeSync',
	'mkdirSync',
	'rmSync',
	'ftruncateSync',
	'chmodSync',
	'copyFileSync',
	'fsyncSync',
] as const;
const calling = fs as unknown as Record<string, (...values: unknown[]) => unknown>;
for (const name of names) calling[name] = counted(calling[name] as never);
const {openSync} = fs;
const create = counted(openSync as never);
calling.openSync = (...values) =>
	values[1] === 'wx' ? create(...values) : openSync(...(values as Parameters<typeof openSync>));
const opening = promises as unknown as {open: (...values: unknown[]) => unknown};
opening.open = counted(opening.open);
syncBuiltinESMExports();
process.on('exit', () => {
	if (at < 0) console.log(calls);
});
