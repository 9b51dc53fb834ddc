import {defineCase} from '#case';
import {linesAbout} from '../_support/log-lines.ts';
import {makeVerityObjects, type VerityState, verityStates} from '../_support/verity-objects.ts';

const opened: readonly VerityState[] = ['right', 'not recorded', 'neither recorded nor there'];

export default defineCase({
	title: 'verity_check=1 opens what matches its digest and what records none; the rest is EIO and logged',
	groups: ['auto', 'quick', 'verity'],
	requires: ['fsverity'],
	batch: true,
	async run(t) {
		const base = t.tmp('scratch');
		const image = await t.image(makeVerityObjects(base));
		const mount = await t.mount(image, {basedir: base, verityCheck: 1});
		const refused = verityStates.filter((state) => !opened.includes(state));

		for (const state of opened) mount.open(state).close();
		for (const state of refused) await t.fails('EIO', () => mount.open(state));
		const lines = linesAbout(t, image.path);
		t.is(lines.length, refused.length, lines.join('\n'));
		for (const [i, state] of refused.entries())
			t.true(lines[i]?.includes(` /${state}: backing file has `) ?? false, lines[i]);
	},
});
