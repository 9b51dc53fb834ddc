import {join} from 'node:path';
import {runStep} from '../../vm/step.ts';
import {namesDisk, roomForErofs} from '../bench-disks.ts';
import {finishStore, measure} from '../measure.ts';
import type {ContestantName, Sample} from '../plan.ts';
import {
	entriesOf,
	entryContestants,
	entryScales,
	entrySeries,
	entryTree,
	entryTrials,
	whyTooMany,
} from './entries.ts';
import type {Series} from './series.ts';
import type {Site} from './site.ts';

/** Trees of more and more entries, each size of each contestant in a guest of its own. */
export async function growEntries(site: Site): Promise<Series[]> {
	const {options, kept, leaveOut, bench, work, signal} = site;
	const measured = options.contestants.filter((name) => entryContestants.includes(name));
	const found = new Map<ContestantName, Sample[][]>(measured.map((name) => [name, []]));
	for (const scale of entryScales)
		for (const [contestant, scales] of found) {
			const reason = whyNot(site, contestant, scale);
			if (reason !== undefined) {
				leaveOut(`${contestant} of ${entriesOf(scale).toLocaleString('en-US')} entries`, reason);
				continue;
			}
			const samples: Sample[] = [];
			await measure(
				{contestant, trials: entryTrials, whole: false},
				{
					bench,
					work,
					signal,
					disks: {store: await diskOf(site, contestant, scale)},
					records: join(kept, `entries-${contestant}-${scale}`),
					onSample: (sample) => {
						samples.push(sample);
						options.onSample(contestant, `${scale} trees`, sample);
					},
				},
			);
			scales.push(samples);
		}
	return measured.flatMap((name) => entrySeries(name, found.get(name) ?? []));
}

function whyNot({bench}: Site, contestant: ContestantName, scale: number): string | undefined {
	return whyTooMany(contestant, scale) ?? (contestant === 'composefs' ? undefined : bench.noErofs);
}

/** EROFS has a disk of its own, so that of composefs is the same whether or not it is compared. */
function diskOf({options, kept, bench, work}: Site, contestant: ContestantName, scale: number) {
	const {cache, progress, signal} = options;
	const make = () => entryTree(scale);
	if (contestant === 'composefs')
		return runStep(progress, `disk of ${scale} trees`, () =>
			namesDisk(make, {cache, key: `${scale} small`, signal}),
		);
	return runStep(progress, `disk of ${scale} trees with EROFS`, () =>
		namesDisk(make, {
			cache,
			key: `${scale} small with EROFS`,
			signal,
			needs: roomForErofs(entriesOf(scale)),
			finish: (store) =>
				finishStore('make-erofs', store, {
					bench,
					work,
					signal,
					records: join(kept, `make-erofs-${scale}`),
				}),
		}),
	);
}
