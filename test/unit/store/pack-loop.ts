// Packs TREE into IMAGE with the store DIR, on THREADS threads, and says so.
import {createImage} from '../../../src/store/create-image.ts';

const [path = '', image = '', store = '', threads = '1'] = process.argv.slice(2);
const created = await createImage({
	source: {kind: 'directory', path},
	image,
	store,
	threads: Number(threads),
});
console.log(created.digest);
