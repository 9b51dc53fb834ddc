// Prints the manifest of the tree DIR.
import {encodeManifestEntry} from '../../../src/image/manifest.ts';
import {scanTree} from '../../../src/store/scan.ts';

async function print(tree: string): Promise<void> {
	for await (const entry of scanTree(tree)) console.log(encodeManifestEntry(entry));
}

void print(process.argv[2] ?? '.');
