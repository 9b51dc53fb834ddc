// Adds COUNT objects to the store DIR and prints how many were not there before.
import {ObjectStore} from '../../../src/store/object-store.ts';

const [directory = '', count = '0'] = process.argv.slice(2);

async function addObjects(): Promise<number> {
	const store = ObjectStore.open(directory);
	let added = 0;
	for (let index = 0; index < Number(count); index++)
		if ((await store.add([Buffer.from('object '), Buffer.from(`${index}`)])).added) added++;
	return added;
}

addObjects().then((added) => console.log(added));
