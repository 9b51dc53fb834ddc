/** Mounts that show other ids than the image has. */
import type {CaseContext} from '../../guest/case.ts';
import {createUserNamespace} from '../../mount/user-namespace.ts';
import {constants as c, type Descriptor, loadNative} from '../../native.ts';
import {Account} from './account.ts';
import type {Contestant, Material} from './contestant.ts';

/** Ids of an image are shown as so many more. */
const shift = 100_000;

/** What an id is shown as. */
export function shownAs(id: number): number {
	return id + shift;
}

/** A user namespace that stands for the mapping, for as long as `use` runs. */
export function withMapping<Result>(use: (namespace: Descriptor) => Result): Result {
	const range = [{inside: 0, outside: shift, count: 65_536}];
	using namespace = createUserNamespace({uids: range, gids: range});
	return use(namespace.fd);
}

/**
 * Clones the mount that `path` is seen through, from there on, with ids mapped, and mounts the clone at `target`. Throws the
 * SyscallError of who can't map any (EINVAL).
 */
export function mountMapped(path: string, target: string, namespace: Descriptor): void {
	const native = loadNative();
	const tree = native.open_tree(c.AT_FDCWD, path, c.OPEN_TREE_CLONE | c.OPEN_TREE_CLOEXEC);
	try {
		native.mount_setattr(tree, '', c.AT_EMPTY_PATH, {
			set: c.MOUNT_ATTR_IDMAP,
			clear: 0,
			propagation: 0,
			userNamespace: namespace,
		});
		native.move_mount(tree, '', c.AT_FDCWD, target, c.MOVE_MOUNT_F_EMPTY_PATH);
	} finally {
		native.close(tree);
	}
}

/** Has a contestant set up a tree with mapped ids, where it maps them, for as long as `look` runs. Gives what `look` gives. */
export function withMappedTree<Result>(
	t: CaseContext,
	contestant: Contestant,
	material: Material,
	look: (root: string) => Result,
): Result {
	const native = loadNative();
	const [target, work] = [t.tmp(), t.tmp(material.place)];
	return withMapping((namespace) => {
		const map = (path: string) => mountMapped(path, path, namespace);
		const inLayers = contestant.mapsIds === 'in its layers';
		contestant.setUp(material, target, work, new Account(), inLayers ? map : undefined);
		try {
			if (inLayers) return look(target);
			map(target);
			try {
				return look(target);
			} finally {
				native.umount2(target, 0);
			}
		} finally {
			contestant.tearDown(target, work, new Account());
		}
	});
}
