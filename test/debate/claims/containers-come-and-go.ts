import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {defineCase} from '#case';
import {dropCaches, readMemory} from '../../../src/bench/guest/caches.ts';
import {Account} from '../../../src/compare/guest/account.ts';
import {makeMaterial} from '../../../src/compare/guest/material.ts';
import {loadContestants, say} from '../../../src/compare/guest/stand.ts';
import {newMounts, readKernelState} from '../../../src/guest/kernel-state.ts';

const rounds = 200;

/** Loop devices that have a file. */
function loopDevices(): number {
	return readdirSync('/sys/block').filter((name) => existsSync(join('/sys/block', name, 'loop'))).length;
}

export default defineCase({
	title: 'two hundred containers come and go: no mount, loop device, file or kernel memory stays',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 180_000,
	async run(t) {
		const all = loadContestants(t);
		for (const contestant of all) {
			const {name} = contestant;
			const material = makeMaterial(t, contestant);
			const [first = ''] = material.contents.keys();
			const expected = material.contents.get(first) ?? Buffer.alloc(0);
			const [target, work] = [t.tmp(), t.tmp('scratch')];
			const round = (account: Account) => {
				contestant.setUp(material, target, work, account);
				const content = readFileSync(join(target, first));
				contestant.tearDown(target, work, account);
				t.deepEqual(content, expected);
			};
			// As many rounds before: slabs that fill up once, for whoever comes first, are not what a round leaves.
			for (let index = 0; index < rounds; index++) round(new Account());
			await dropCaches('everything');
			const before = {state: readKernelState(), loops: loopDevices(), ...readMemory()};

			const account = new Account();
			const start = process.hrtime.bigint();
			for (let index = 0; index < rounds; index++) round(account);
			const ms = Number(process.hrtime.bigint() - start) / 1e6;
			await dropCaches('everything');
			const left = {
				mounts: newMounts(before.state, readKernelState()).length + loopDevices() - before.loops,
				entries: readdirSync(target).length + readdirSync(work).length,
				// In whole KiB of each round, for slabs vary by themselves; a superblock is more than one.
				slab: Math.max(0, Math.round((readMemory().slab - before.slab) / rounds / 1024)),
			};

			say(t, {row: 'rounds-calls', contestant: name, value: account.calls / rounds});
			say(t, {row: 'rounds-ms', contestant: name, value: Number((ms / rounds).toFixed(2))});
			say(t, {row: 'rounds-mounts', contestant: name, value: left.mounts});
			say(t, {row: 'rounds-entries', contestant: name, value: left.entries});
			say(t, {row: 'rounds-slab', contestant: name, value: left.slab});
			if (name === 'composefs') t.deepEqual(left, {mounts: 0, entries: 0, slab: 0});
		}
	},
});
