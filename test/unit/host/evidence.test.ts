import {appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {collectEvidence} from '../../../src/host/evidence.ts';
import type {GuestSession} from '../../../src/host/session.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cfsbench-evidence-'));
test.after.always(() => rmSync(scratch, {recursive: true}));

/** A guest whose agent and monitor answer as told; an NMI makes it panic and end after a moment. */
function guest({agent, registers = true}: {agent: boolean; registers?: boolean}) {
	const directory = mkdtempSync(join(scratch, 'guest-'));
	const consolePath = join(directory, 'console.log');
	writeFileSync(consolePath, '');
	const asked: string[] = [];
	let end = () => {};
	const exited = new Promise<void>((done) => {
		end = done;
	});
	const session = {
		instance: {
			consolePath,
			exited,
			async qmp(command: string) {
				asked.push(command);
				if (command === 'human-monitor-command' && !registers) throw new Error('no answer');
				if (command === 'inject-nmi')
					setTimeout(() => {
						appendFileSync(consolePath, 'panic\n');
						end();
					}, 600);
				return 'RIP=0';
			},
		},
		askEvidence: async () => agent,
	} as unknown as GuestSession;
	return {directory, session, asked, console: () => readFileSync(consolePath, 'utf8')};
}

test('an agent that answers is asked, and nothing else', async (t) => {
	const {session, directory, asked} = guest({agent: true});
	await collectEvidence(session, directory);

	t.deepEqual(asked, []);
});

test('a silent guest gives its registers and gets an NMI, whose panic is waited for', async (t) => {
	const {session, directory, asked, console} = guest({agent: false});
	await collectEvidence(session, directory);

	t.deepEqual(asked, ['human-monitor-command', 'inject-nmi']);
	t.is(readFileSync(join(directory, 'registers.txt'), 'utf8'), 'RIP=0');
	t.is(console(), 'panic\n');
});

test('registers that do not come keep nobody from the NMI', async (t) => {
	const {session, directory, console} = guest({agent: false, registers: false});
	await collectEvidence(session, directory);

	t.false(existsSync(join(directory, 'registers.txt')));
	t.is(console(), 'panic\n');
});
