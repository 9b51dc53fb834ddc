import type {RunListener} from '../../result/events.ts';

/** A listener that fails keeps no other from hearing; the first error is thrown when all have heard. */
export function toAll(listeners: readonly RunListener[]): RunListener {
	return (event) => {
		const errors: unknown[] = [];
		for (const listener of listeners)
			try {
				listener(event);
			} catch (error) {
				errors.push(error);
			}
		if (errors.length > 0) throw errors[0];
	};
}
