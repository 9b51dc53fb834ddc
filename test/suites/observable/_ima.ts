import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import type {CaseContext} from '#case';
import {Mount} from '../../../src/mount/mount.ts';
import {loadNative} from '../../../src/native.ts';

export interface Measurement {
	/** Of the content. */
	readonly sha256: string;
	readonly path: string;
}

/**
 * Has IMA measure files of these owners when they are read. A policy is for the life of the guest, so they should be nobody
 * else's. Gives a function that tells what was measured since, in order.
 */
export function measureFilesOf(t: CaseContext, owners: readonly number[]): () => Measurement[] {
	const path = t.tmp();
	loadNative().mount('none', path, 'securityfs', 0, null);
	const mount = new Mount(path);
	t.cleanUp('the securityfs', () => mount.close());
	if (!existsSync(`${path}/ima`)) t.notrun('the kernel has no IMA');

	// It goes away once a policy was written: where cases share a kernel, by this very case.
	const rules = owners.map((owner) => `measure func=FILE_CHECK mask=MAY_READ fowner=${owner}\n`);
	if (existsSync(`${path}/ima/policy`)) writeFileSync(`${path}/ima/policy`, rules.join(''));
	const before = measurements(path).length;
	return () => measurements(path).slice(before);
}

function measurements(securityfs: string): Measurement[] {
	return readFileSync(`${securityfs}/ima/ascii_runtime_measurements`, 'latin1')
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const [, , , sha256 = '', path = ''] = line.split(' ');
			return {sha256: sha256.replace(/^sha256:/, ''), path};
		});
}
