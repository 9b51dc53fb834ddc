// Packs TREE into IMAGE with the store DIR and prints how that fails.
import {BenchError} from '../../../src/errors.ts';
import {createImage} from '../../../src/store/create-image.ts';
import {ObjectStore} from '../../../src/store/object-store.ts';

const [tree = '', image = '', objects = ''] = process.argv.slice(2);

createImage({source: {kind: 'directory', path: tree}, image, store: ObjectStore.open(objects)}).then(
	() => console.log('packed'),
	(error: unknown) => {
		if (!(error instanceof BenchError)) throw error;
		console.log(`${error.message}\n${error.remedy ?? ''}`);
	},
);
