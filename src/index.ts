/**
 * What other programs may import: images, object stores, manifests, the system calls and mount handles.
 * The command line (`cfsbench`) is made of the same parts.
 */
export {BenchError, BuildError, exitCode, InfraError, UsageError} from './errors.ts';
export {type CheckOptions, checkImage} from './image/check.ts';
export {type DecodedDump, decodeDump} from './image/decode-dump.ts';
export {encodeDump} from './image/dump.ts';
export {describeChange, diffImages, type EntryChange} from './image/image-diff.ts';
export {type ImageInfo, imageInfo} from './image/image-info.ts';
export {type ImageObject, imageObjects} from './image/image-objects.ts';
export {decodeManifest, encodeManifest, type ManifestEntry} from './image/manifest.ts';
export {diffManifests} from './image/manifest-diff.ts';
export {readImage} from './image/read.ts';
export {describeFinding, type Finding, remedyOf} from './image/rules.ts';
export {deviceFile, directory, regularFile, specialFile, symlink} from './image/tree.ts';
export {writeImage} from './image/writer.ts';
export {type ComposefsOptions, mountComposefs} from './mount/composefs.ts';
export {Mount, type MountRequest, mountFilesystem} from './mount/mount.ts';
export {constants, loadNative, type Native, type SyscallError} from './native.ts';
export type {Failure, Outcome} from './result/outcome.ts';
export {
	type CreatedImage,
	type CreateImageOptions,
	createImage,
	type ImageSource,
} from './store/create-image.ts';
export {type GcOptions, type GcResult, gcStore} from './store/gc-store.ts';
export {lockStore, type StoreLockOptions} from './store/lock-store.ts';
export {ObjectStore, type ObjectStoreOptions} from './store/object-store.ts';
export {type Repair, type RepairStoreOptions, repairStore} from './store/repair-store.ts';
export {scanTree} from './store/scan.ts';
export {
	type StoreFinding,
	type StoreVerification,
	type VerifyStoreOptions,
	verifyStore,
} from './store/verify-store.ts';
