import {spawnSync} from 'node:child_process';
import {defineCase} from '#case';
import {directory, regularFile} from '../../../src/image/tree.ts';

/** For each file: whether it is the looker's own, its group's, and whether it is readable. */
const script = `for name in mine groups roots; do
	answer=$name
	[ -O $name ] && answer="$answer own"
	[ -G $name ] && answer="$answer group"
	[ -r $name ] && answer="$answer readable"
	echo "$answer"
done`;

export default defineCase({
	title: "a user namespace shows its own numbers for owners, and its root may read what its users' modes say",
	groups: ['auto', 'mount'],
	needs: [],
	requires: ['tool:sh', 'tool:unshare'],
	batch: true,
	async run(t) {
		const owned = (uid: number, gid: number, permissions: number) =>
			regularFile(undefined, {uid, gid, permissions});
		const tree = directory({
			groups: owned(0, 1000, 0o040),
			mine: owned(1000, 1000, 0o400),
			roots: owned(0, 0, 0o440),
		});
		const mount = await t.mount(await t.image(tree));
		const look = (command: string, ...before: string[]) =>
			spawnSync(command, [...before, '-c', script], {
				cwd: mount.path,
				encoding: 'utf8',
				uid: 1000,
				gid: 1000,
			}).stdout;

		const own = 'mine own group readable\ngroups group readable\nroots\n';
		t.is(look('sh'), own);
		// Who is root in there is user 1000: root's files are nobody's, and not readable.
		t.is(look('unshare', '--user', '--map-root-user', 'sh'), own);
	},
});
