import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import test, {type ExecutionContext} from 'ava';
import {InfraError, UsageError} from '../../../src/errors.ts';
import {findInode} from '../../../src/image/tree.ts';
import {digestOnly} from '../../../src/store/content-sink.ts';
import {ociLayers} from '../../../src/store/oci-layout.ts';
import {packArchives} from '../../../src/store/pack-archives.ts';
import {entry, tar} from './tar/archive.ts';

const layerType = 'application/vnd.oci.image.layer.v1.tar';
const own = {os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch};

class Layout {
	readonly directory: string;

	constructor(t: ExecutionContext) {
		this.directory = mkdtempSync(join(tmpdir(), 'oci-'));
		t.teardown(() => rmSync(this.directory, {recursive: true}));
		mkdirSync(join(this.directory, 'blobs/sha256'), {recursive: true});
	}

	blob(content: Buffer | object, more: object = {}) {
		const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
		const hex = createHash('sha256').update(bytes).digest('hex');
		writeFileSync(join(this.directory, 'blobs/sha256', hex), bytes);
		return {digest: `sha256:${hex}`, size: bytes.length, ...more};
	}

	index(...manifests: object[]): void {
		writeFileSync(join(this.directory, 'index.json'), JSON.stringify({schemaVersion: 2, manifests}));
	}
}

const tagged = (tag: string) => ({annotations: {'org.opencontainers.image.ref.name': tag}});

test('the layers of the only image, or of the one with the tag, are found and read in order', async (t) => {
	const layout = new Layout(t);
	const lower = layout.blob(tar(entry({path: 'a', content: '1'})), {mediaType: layerType});
	const upper = layout.blob(gzipSync(tar(entry({path: 'a', content: '22'}))), {
		mediaType: `${layerType}+gzip`,
	});
	const one = layout.blob({layers: [lower, upper]}, tagged('one'));
	const two = layout.blob({layers: [lower]}, tagged('two'));

	layout.index(one);
	const layers = ociLayers(layout.directory, undefined);
	t.deepEqual(
		layers.map(({digest}) => digest),
		[lower.digest, upper.digest],
	);
	const {root} = await packArchives({layers, store: digestOnly, onAdvance() {}});
	t.like(findInode(root, 'a'), {size: 2n});

	layout.index(one, two);
	t.is(ociLayers(layout.directory, 'two').length, 1);
	t.throws(() => ociLayers(layout.directory, undefined), {
		instanceOf: UsageError,
		message: /^Expected one image in '.*', got 2 of: one, two$/,
	});
	t.throws(() => ociLayers(layout.directory, 'three'), {
		message: /one image of the tag 'three' in '.*', got 0 of: one, two/,
	});
});

test('of several platforms the one that this machine runs is taken', (t) => {
	const layout = new Layout(t);
	const layer = layout.blob(tar(), {mediaType: layerType});
	const mine = layout.blob({layers: [layer]}, {platform: own});
	const other = layout.blob({layers: []}, {platform: {os: 'linux', architecture: 'none'}});
	layout.index(layout.blob({manifests: [other, mine]}));
	t.is(ociLayers(layout.directory, undefined).length, 1);

	layout.index(layout.blob({manifests: [other]}));
	t.throws(() => ociLayers(layout.directory, undefined), {
		message: /Expected an image for linux\/\w+ in '.*', got linux\/none$/,
	});
});

test('what is damaged, missing or of another kind is an error that names the file', async (t) => {
	const layout = new Layout(t);
	const layer = layout.blob(tar(entry({path: 'a'})), {mediaType: layerType});
	const manifest = layout.blob({layers: [layer]});
	layout.index(manifest);
	writeFileSync(join(layout.directory, 'blobs', ...manifest.digest.split(':')), '{"layers": []}');
	t.throws(() => ociLayers(layout.directory, undefined), {
		instanceOf: InfraError,
		message: /^The blob '.*' is damaged/,
	});

	layout.index({...manifest, digest: 'sha256:../../x'});
	t.throws(() => ociLayers(layout.directory, undefined), {
		message: /expected a digest of sha256, got "sha256:\.\.\/\.\.\/x"/,
	});
	layout.index({...manifest, digest: `sha256:${'0'.repeat(64)}`});
	t.throws(() => ociLayers(layout.directory, undefined), {
		instanceOf: UsageError,
		message: /^The layout lacks '.*0{64}': ENOENT/,
	});
	t.throws(() => ociLayers('/none', undefined), {
		message: /^Expected an OCI image layout with '\/none\/index.json': ENOENT/,
	});
	layout.index(layout.blob({layers: [{...layer, mediaType: 'application/json'}]}));
	t.throws(() => ociLayers(layout.directory, undefined), {
		message: /expected layers that are tar archives, got 'application\/json'/,
	});

	layout.index(layout.blob({layers: [layer]}));
	writeFileSync(join(layout.directory, 'blobs', ...layer.digest.split(':')), tar(entry({path: 'b'})));
	await t.throwsAsync(
		() => packArchives({layers: ociLayers(layout.directory, undefined), store: digestOnly, onAdvance() {}}),
		{instanceOf: InfraError, message: /is damaged: expected sha256:/},
	);
});
