import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {InfraError, UsageError} from '../errors.ts';
import type {ExpectedBytes} from './open-archive.ts';

/** A layer of an image: a tar archive, compressed or not. */
export interface OciLayer extends ExpectedBytes {
	readonly path: string;
}

interface Descriptor {
	readonly mediaType?: string;
	readonly digest: string;
	readonly size: number;
	readonly annotations?: Readonly<Record<string, string>>;
	readonly platform?: {readonly os?: string; readonly architecture?: string};
}

const refName = 'org.opencontainers.image.ref.name';
const architectures: Readonly<Record<string, string>> = {x64: 'amd64', ia32: '386'};
const maximumJson = 16 * 2 ** 20;

/**
 * The layers of an image in an OCI image layout (image-spec, "image-layout.md"), the lowest first. The tag may be left out
 * where the layout has one image; of an image for several platforms, Linux on this processor is taken. Every JSON blob is
 * checked against its digest; the layers are when they are read. Errors name the file, the rule and the value.
 */
export function ociLayers(directory: string, tag: string | undefined): OciLayer[] {
	const index = readJson(join(directory, 'index.json'), undefined);
	const images = manifestsOf(index, join(directory, 'index.json'));
	const named = tag === undefined ? images : images.filter(({annotations}) => annotations?.[refName] === tag);
	const [chosen, ...more] = named;
	if (chosen === undefined || more.length > 0) {
		const tags = images.map(({annotations}) => annotations?.[refName] ?? '(no tag)').join(', ');
		throw new UsageError(
			`Expected ${tag === undefined ? 'one image' : `one image of the tag '${tag}'`} in '${directory}', got ${named.length} of: ${tags || 'none'}`,
			{remedy: 'Name it: oci:DIR:TAG.'},
		);
	}
	return layersOf(directory, chosen, 0);
}

function layersOf(directory: string, descriptor: Descriptor, depth: number): OciLayer[] {
	const path = blobPath(directory, descriptor);
	const manifest = readJson(path, descriptor);
	if (Array.isArray(manifest.manifests)) {
		if (depth > 3)
			throw new InfraError(`The blob '${path}': expected an index at most 4 deep, got a deeper one`);
		const architecture = architectures[process.arch] ?? process.arch;
		const images = manifestsOf(manifest, path);
		const own = images.find(
			({platform}) => platform?.os === 'linux' && platform.architecture === architecture,
		);
		if (own === undefined)
			throw new UsageError(
				`Expected an image for linux/${architecture} in '${path}', got ${images.map(({platform}) => `${platform?.os}/${platform?.architecture}`).join(', ')}`,
			);
		return layersOf(directory, own, depth + 1);
	}
	if (!Array.isArray(manifest.layers))
		throw new InfraError(
			`The blob '${path}': expected a manifest with layers, got ${Object.keys(manifest).join(', ')}`,
		);
	return manifest.layers.map((layer: unknown) => {
		const {mediaType = '', digest, size} = asDescriptor(layer, path);
		if (!/\btar\b/.test(mediaType))
			throw new UsageError(`The blob '${path}': expected layers that are tar archives, got '${mediaType}'`);
		return {path: blobPath(directory, {digest, size}), digest, size};
	});
}

function manifestsOf(index: Record<string, unknown>, path: string): Descriptor[] {
	if (!Array.isArray(index.manifests))
		throw new InfraError(`'${path}': expected a list of manifests, got none`);
	return index.manifests.map((one) => asDescriptor(one, path));
}

function asDescriptor(value: unknown, path: string): Descriptor {
	const {digest, size} = (value ?? {}) as Partial<Descriptor>;
	if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest))
		throw new InfraError(`'${path}': expected a digest of sha256, got ${JSON.stringify(digest)}`);
	if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
		throw new InfraError(`'${path}': expected a size in bytes for ${digest}, got ${JSON.stringify(size)}`);
	return value as Descriptor;
}

function blobPath(directory: string, {digest}: Descriptor): string {
	return join(directory, 'blobs', ...digest.split(':'));
}

function readJson(path: string, expected: ExpectedBytes | undefined): Record<string, unknown> {
	let bytes: Buffer;
	try {
		bytes = readFileSync(path);
	} catch (error) {
		const words = expected === undefined ? 'Expected an OCI image layout with' : 'The layout lacks';
		throw new UsageError(`${words} '${path}': ${(error as Error).message}`, {cause: error});
	}
	const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
	if (expected !== undefined && (bytes.length !== expected.size || digest !== expected.digest))
		throw new InfraError(
			`The blob '${path}' is damaged: expected ${expected.digest} of ${expected.size} bytes, got ${digest} of ${bytes.length}`,
		);
	try {
		if (bytes.length > maximumJson) throw new Error(`it has ${bytes.length} bytes`);
		const value: unknown = JSON.parse(bytes.toString());
		if (typeof value !== 'object' || value === null) throw new Error('it is no object');
		return value as Record<string, unknown>;
	} catch (cause) {
		throw new InfraError(`Expected JSON in '${path}': ${(cause as Error).message}`, {cause});
	}
}
