import test from 'ava';
import {CleanupStack} from '../../../src/guest/cleanup.ts';

test('undoes in reverse order, goes on after what fails, and says what did', async (t) => {
	const order: string[] = [];
	const stack = new CleanupStack();
	stack.push('the first', () => order.push('first'));
	stack.push('the second', () => {
		throw new Error('busy');
	});
	stack.push('the third', async () => order.push('third'));

	t.deepEqual(await stack.run(), ['the second: busy']);
	t.deepEqual(order, ['third', 'first']);
	t.deepEqual(await stack.run(), []);
});
