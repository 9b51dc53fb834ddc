import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {defineCase} from '#case';
import {none} from '../../../src/compare/evidence.ts';
import {Account} from '../../../src/compare/guest/account.ts';
import type {Contestant, Material} from '../../../src/compare/guest/contestant.ts';
import {madeDevices} from '../../../src/compare/guest/devices.ts';
import {makeMaterial} from '../../../src/compare/guest/material.ts';
import {loadContestants, say, withTree} from '../../../src/compare/guest/stand.ts';

const rounds = 20;

function sizeOf({content}: Contestant, {image}: Material): {value: number | string; note?: string} {
	if (image === '') return {value: none};
	return {value: statSync(image).size, ...(content === 'image' && {note: 'with the content'})};
}

export default defineCase({
	title: 'a tree is there after one call, and gone after one: nothing is made for each file, nothing is left',
	requires: ['fsverity', 'filesystem:erofs', 'filesystem:overlay', 'tool:mkfs.erofs'],
	deadlineMs: 60_000,
	async run(t) {
		const all = loadContestants(t);
		for (const contestant of all) {
			const {name} = contestant;
			const material = makeMaterial(t, contestant);
			const first = [...material.contents.keys()][0] ?? '';
			say(t, {row: 'image-bytes', contestant: name, ...sizeOf(contestant, material)});
			const before = madeDevices();
			const devices = await withTree(t, contestant, material, () => madeDevices() - before);
			say(t, {row: 'set-up-devices', contestant: name, value: devices});
			const [target, work] = [t.tmp(), t.tmp('scratch')];
			const best = {setUp: Number.POSITIVE_INFINITY, tearDown: Number.POSITIVE_INFINITY};
			let [up, down] = [new Account(), new Account()];
			for (let round = 0; round < rounds; round++) {
				[up, down] = [new Account(), new Account()];
				const start = process.hrtime.bigint();
				contestant.setUp(material, target, work, up);
				const content = readFileSync(join(target, first));
				const ready = process.hrtime.bigint();
				contestant.tearDown(target, work, down);
				const end = process.hrtime.bigint();
				t.deepEqual(content, material.contents.get(first) ?? Buffer.alloc(0));
				best.setUp = Math.min(best.setUp, Number(ready - start) / 1e6);
				best.tearDown = Math.min(best.tearDown, Number(end - ready) / 1e6);
			}
			t.is(madeDevices(), before, `${name} leaves a device`);
			t.deepEqual([...readdirSync(target), ...readdirSync(work)], [], `${name} leaves something`);
			say(t, {row: 'set-up-calls', contestant: name, value: up.calls});
			say(t, {row: 'set-up-entries', contestant: name, value: up.created});
			say(t, {row: 'set-up-ms', contestant: name, value: Number(best.setUp.toFixed(2))});
			say(t, {row: 'tear-down-calls', contestant: name, value: down.calls});
			say(t, {row: 'tear-down-ms', contestant: name, value: Number(best.tearDown.toFixed(2))});
			if (name === 'composefs') t.deepEqual([up.calls, up.created, down.calls, devices], [1, 0, 1, 0]);
		}
	},
});
