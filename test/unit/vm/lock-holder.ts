// Run by lock.test.ts: takes the lock that it is given and holds it until it is killed.
import {takeLock} from '../../../src/vm/lock.ts';

takeLock(process.argv[2] ?? '').then(() => {
	console.log('held');
	setInterval(() => undefined, 1000);
});
