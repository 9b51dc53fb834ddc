import {interruptible} from './interrupt.mjs';
import {cache} from './places.mjs';
import {showProgress} from './progress.mjs';
import {Stop} from './stop.mjs';
import {allowTypeScript} from './typescript.mjs';

/** Builds the addon where its sources have changed; gives its path. Needs node_modules. */
export async function buildAddon() {
	await allowTypeScript();
	const {buildAddon: build} = await import('../../src/vm/build-addon.ts');
	const {BenchError} = await import('../../src/errors.ts');

	/** @type {import('./progress.mjs').Shown | undefined} */
	let shown;
	/** @type {import('../../src/result/progress.ts').ProgressListener} */
	const progress = (event) => {
		if (event.type === 'step-started') shown = showProgress(event.step);
		if (event.type === 'step-finished') shown?.finish(event.note);
	};
	try {
		return await interruptible((signal) => build({cache, progress, signal}));
	} catch (error) {
		shown?.fail();
		if (!(error instanceof BenchError)) throw error;
		throw new Stop(error.exitCode, error.message, {remedy: error.remedy, detail: error.detail});
	}
}
