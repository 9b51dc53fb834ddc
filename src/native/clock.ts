import type {Timestamp} from './types.ts';

/** native/clock.cc */
export interface ClockCalls {
	/** clock_settime(2) of `CLOCK_REALTIME`. */
	clock_settime(clock: number, time: Timestamp): void;
}
