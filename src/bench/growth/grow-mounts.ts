import {join} from 'node:path';
import {runStep} from '../../vm/step.ts';
import {readInput} from '../input.ts';
import {makeDisks} from '../make-disks.ts';
import {measure} from '../measure.ts';
import type {ContestantName} from '../plan.ts';
import {type MountSamples, mountedOften, mountSeries} from './mounts.ts';
import type {Series} from './series.ts';
import type {Site} from './site.ts';

/** More and more mounts of one small image, a guest for each contestant. */
export async function growMounts({options, kept, leaveOut, ...guests}: Site): Promise<Series[]> {
	const {cache, progress, signal, contestants, onSample} = options;
	const input = await readInput({kind: 'shape', shape: 'small'}, {progress, signal});
	const {cannot, ...disks} = await runStep(progress, 'disks', () =>
		makeDisks(input, {...guests, cache, contestants: mountedOften, records: kept}),
	);
	const found = new Map<ContestantName, MountSamples>();
	for (const contestant of contestants.filter((name) => mountedOften.includes(name))) {
		const reason = cannot[contestant];
		if (reason !== undefined) {
			leaveOut(contestant, reason);
			continue;
		}
		const samples = new Map<string, number>();
		await measure(
			{contestant, trials: [], whole: false},
			{
				...guests,
				disks,
				runs: 'mounts',
				records: join(kept, `mounts-${contestant}`),
				onSample: (sample) => {
					samples.set(sample.metric, sample.value);
					onSample(contestant, 'mounts', sample);
				},
			},
		);
		found.set(contestant, samples);
	}
	return mountSeries(found);
}
