/** Some ticks of any kernel's timer, 100 to 1000 a second. */
const periodNs = 100_000_000n;
const never = new Int32Array(new SharedArrayBuffer(4));

/**
 * Sleeps until the guest's clock is at a multiple of 0.1 s, at least that long. The timer's interrupts, whose instructions are
 * counted with those of whoever is interrupted, then come at the same places of a loop in each guest.
 */
export function waitForTick(): void {
	const rest = periodNs - (process.hrtime.bigint() % periodNs);
	Atomics.wait(never, 0, 0, Number(periodNs + rest) / 1e6);
}
