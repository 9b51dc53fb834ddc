import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {findVng} from '../../../../src/vm/vng/find.ts';
import {temporaryDirectory} from '../temporary.ts';

/** Programs that print a line each, in a folder that alone is searched. */
async function programs(t: ExecutionContext, says: Readonly<Record<string, string>>): Promise<string> {
	const folder = await temporaryDirectory(t);
	for (const [name, line] of Object.entries(says)) {
		writeFileSync(join(folder, name), `#!/bin/sh\necho '${line}'\n`);
		chmodSync(join(folder, name), 0o755);
	}
	process.env.PATH = folder;
	return folder;
}

const daemons = ['virtiofsd'];

test.serial('what is installed is used, with the daemon that was found', async (t) => {
	const cache = await temporaryDirectory(t);
	const says = {vng: 'virtme-ng 1.41', 'virtme-run': '', virtiofsd: 'virtiofsd 1.13.2'};
	const folder = await programs(t, says);

	const vng = await findVng(cache, {daemons});
	t.deepEqual(vng?.command, [join(folder, 'virtme-run')]);
	t.deepEqual(vng?.path, [folder, folder]);
	t.is(vng?.version, `virtme-ng 1.41, ${join(folder, 'virtme-run')}`);
});

test.serial("QEMU 7's own virtiofsd is none: it has other options", async (t) => {
	const cache = await temporaryDirectory(t);
	const says = {vng: 'virtme-ng 1.41', 'virtme-run': '', virtiofsd: 'virtiofsd version 7.2.22 (Debian)'};
	await programs(t, says);

	t.is(await findVng(cache, {daemons}), undefined);
});

test.serial("what was unpacked before is run by the system's Python", async (t) => {
	const cache = await temporaryDirectory(t);
	await programs(t, {});
	t.is(await findVng(cache, {daemons}), undefined);

	mkdirSync(join(cache, 'virtme-ng/sid'), {recursive: true});
	writeFileSync(join(cache, 'virtme-ng/sid/version'), '1.41-1');
	const vng = await findVng(cache, {daemons});
	t.deepEqual(vng?.command, ['/usr/bin/python3', join(cache, 'virtme-ng/sid/root/usr/bin/virtme-run')]);
	t.deepEqual(vng?.path, [join(cache, 'virtme-ng/sid/bin')]);
	t.is(vng?.environment.PYTHONPATH, join(cache, 'virtme-ng/sid/root/usr/lib/python3/dist-packages'));
});
