import {createHash} from 'node:crypto';
import {defineCase} from '#case';

/** A case that fails `tails` times in 256: what it asks is the clock, which no attempt shares with another. */
export function coin(title: string, tails = 171) {
	return defineCase({
		title,
		module: false,
		run() {
			const digest = createHash('sha256').update(String(process.hrtime.bigint())).digest();
			if (digest.readUInt8(0) < tails) throw new Error('the coin says no');
		},
	});
}
