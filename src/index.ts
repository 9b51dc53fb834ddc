/**
 * What other programs may import: images, object stores, manifests, the system calls and mount handles.
 * The command line (`cfsbench`) is made of the same parts.
 */
export {BenchError, BuildError, exitCode, InfraError, UsageError} from './errors.ts';
export {checkImage} from './image/check.ts';
export {decodeManifest, encodeManifest, type ManifestEntry} from './image/manifest.ts';
export {diffManifests} from './image/manifest-diff.ts';
export {readImage} from './image/read.ts';
export {describeFinding} from './image/rules.ts';
export {deviceFile, directory, regularFile, specialFile, symlink} from './image/tree.ts';
export {writeImage} from './image/writer.ts';
export {type ComposefsOptions, mountComposefs} from './mount/composefs.ts';
export {Mount, type MountRequest, mountFilesystem} from './mount/mount.ts';
export {constants, loadNative, type Native, type SyscallError} from './native.ts';
export type {Failure, Outcome} from './result/outcome.ts';
export {createImage} from './store/create-image.ts';
export {ObjectStore} from './store/object-store.ts';
export {scanTree} from './store/scan.ts';
