import {readdirSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {asTask, user} from './_as-task.ts';

/** A driver with a permission check of its own, or whose inodes have owners the caller can't have, grants others. */
export default defineCase({
	title:
		'CAP_DAC_READ_SEARCH reads and searches past every mode, CAP_DAC_OVERRIDE executes where anybody may, none writes',
	groups: ['auto', 'permissions'],
	needs: ['read-only-itself'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const tree = directory({
			dir: directory({inside: regularFile()}, {permissions: 0}),
			nobody: regularFile(undefined, {permissions: 0}),
			owner: regularFile(undefined, {permissions: 0o100}),
		});
		const mount = await t.mount(await t.image(tree));
		const at = (name: string) => `${mount.path}/${name}`;
		const withCapability = <Result>(effective: bigint, action: () => Result) =>
			asTask(user, () => {
				const before = native.capget();
				native.capset({...before, effective});
				try {
					return action();
				} finally {
					native.capset(before);
				}
			});
		const access = (capability: bigint, name: string, wanted: number) =>
			withCapability(capability, () => native.faccessat2(c.AT_FDCWD, at(name), wanted, c.AT_EACCESS));
		const [search, override] = [c.CAP_DAC_READ_SEARCH, c.CAP_DAC_OVERRIDE];

		for (const name of ['nobody', 'owner', 'dir', 'dir/inside']) {
			await t.fails('EACCES', () => access(0n, name, c.R_OK));
			access(search, name, c.R_OK);
			access(override, name, c.R_OK);
			for (const capability of [search, override])
				await t.fails('EROFS', () => access(capability, name, c.W_OK));
		}
		t.deepEqual(
			withCapability(search, () => readdirSync(at('dir'))),
			['inside'],
		);
		access(search, 'dir', c.X_OK);
		access(override, 'dir', c.X_OK);
		access(override, 'owner', c.X_OK);
		for (const [capability, name] of [
			[search, 'owner'],
			[search, 'nobody'],
			[override, 'nobody'],
			[0n, 'owner'],
		] as const)
			await t.fails('EACCES', () => access(capability, name, c.X_OK));
	},
});
