import {loadNative} from '../../../src/native.ts';

/**
 * Runs something synchronous with the file access of an unprivileged user: setfsuid(2) and setfsgid(2), which drop the
 * capabilities that override modes. Other capabilities, CAP_SYS_ADMIN among them, stay.
 */
export function asUser<Result>(id: number, action: () => Result): Result {
	const native = loadNative();
	native.setfsgid(id);
	native.setfsuid(id);
	try {
		return action();
	} finally {
		native.setfsuid(0);
		native.setfsgid(0);
	}
}
