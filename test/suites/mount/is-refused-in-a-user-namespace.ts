import {spawnSync} from 'node:child_process';
import {chmodSync} from 'node:fs';
import {dirname} from 'node:path';
import {defineCase} from '#case';

export default defineCase({
	title: 'mounting is EPERM in a user namespace, where tmpfs is allowed',
	groups: ['auto', 'quick', 'mount'],
	requires: ['tool:unshare', 'tool:mount', 'tool:sh'],
	batch: true,
	async run(t) {
		const store = await t.store({greeting: 'hello'});
		const image = await t.image(store, {place: 'memory'});
		const target = t.tmp();
		for (const path of [target, dirname(image.path)]) chmodSync(path, 0o755);
		const composefs = `mount -t composefs -o basedir=${store.path} ${image.path} ${target}`;
		const inNamespace = (command: string) => {
			const {status, stderr} = spawnSync(
				'unshare',
				['--user', '--map-root-user', '--mount', 'sh', '-c', command],
				{
					encoding: 'utf8',
				},
			);
			t.log(`${command}: ${status} ${stderr.trim()}`);
			return {status, stderr};
		};

		t.is(inNamespace(`mount -t tmpfs none ${target}`).status, 0);
		const refused = inNamespace(composefs);
		t.is(refused.status, 32);
		t.match(refused.stderr, /permission denied|not permitted/i);
		t.is(spawnSync('sh', ['-c', `${composefs} && umount ${target}`]).status, 0, 'outside it works');
	},
});
