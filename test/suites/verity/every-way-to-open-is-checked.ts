import {spawnSync} from 'node:child_process';
import {appendFileSync, readFileSync} from 'node:fs';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';
import {constants as c, loadNative} from '../../../src/native.ts';
import {mountOverlay} from '../_support/overlay.ts';
import {dropInodes} from '../inodes/_drop-caches.ts';
import {handleOf} from '../inodes/_handles.ts';
import {lstatx} from '../inodes/_statx.ts';

/** A check that sits in one of these ways instead of in the open itself lets the others through. */
export default defineCase({
	title:
		'content with another digest is EIO by every way that leads to it, and its attributes are shown all the same',
	groups: ['auto', 'quick', 'verity'],
	requires: ['fsverity', 'filesystem:overlay'],
	batch: true,
	async run(t) {
		const native = loadNative();
		const script = '#!/bin/sh\nexit 0\n';
		const store = await t.store({right: script, wrong: script});
		const digest = Buffer.from(store.files.get('wrong')?.digest ?? []);
		const file = (backing: string, recorded: Buffer) =>
			regularFile({size: script.length, backing, digest: recorded}, {permissions: 0o755});
		const right = file('right', digest);
		const wrong = file('wrong', digest.map((byte) => byte ^ 1) as Buffer);
		const tree = directory({dir: directory({'another-name': wrong}), right, wrong});
		const mount = await t.mount(await t.image(tree), {basedir: store.path, verityCheck: 2});
		const {mount: overlay} = mountOverlay(t, {lowers: [mount.path], place: 'scratch'});
		const root = mount.open('.').fd;
		const opened = (fd: number) => native.close(fd);
		const ways: Record<string, (name: string) => unknown> = {
			'open by O_DIRECT': (name) => mount.open(name, c.O_DIRECT).close(),
			'open by O_CREAT': (name) => mount.open(name, c.O_CREAT).close(),
			'open by O_NONBLOCK': (name) => mount.open(name, c.O_NONBLOCK).close(),
			openat2: (name) => opened(native.openat2(root, name, {flags: 0, mode: 0, resolve: c.RESOLVE_BENEATH})),
			'open by handle': (name) =>
				opened(native.open_by_handle_at(root, handleOf(`${mount.path}/${name}`), c.O_RDONLY)),
			'open of a location': (name) => {
				using location = mount.open(name, c.O_PATH);
				opened(native.openat(c.AT_FDCWD, `/proc/self/fd/${location.fd}`, c.O_RDONLY, 0));
			},
			execute: (name) => {
				const {error} = spawnSync(`${mount.path}/${name}`);
				if (error !== undefined) throw error;
			},
			'read through an overlay': (name) => readFileSync(`${overlay.path}/${name}`),
			'copy up': (name) => appendFileSync(`${overlay.path}/${name}`, 'more'),
		};

		for (const [way, open] of Object.entries(ways)) {
			dropInodes();
			for (const name of ['wrong', 'dir/another-name', 'wrong'])
				await t
					.fails('EIO', () => open(name))
					.catch((error) => {
						throw new Error(`${way} of ${name}: ${error.message}`, {cause: error});
					});
			open('right');
			t.is(lstatx(`${mount.path}/wrong`).size, BigInt(script.length));
		}
	},
});
