import type {CaseDebugging} from '../result/protocol.ts';
import type {DebuggerGuest} from './debugger.ts';
import type {PayloadSource} from './payload-disk.ts';
import type {GuestSession} from './session.ts';

/** How a person looks into a run: what is asked of each case, and what the host does beside it. */
export interface Debugging extends CaseDebugging {
	/** What a shell needs in the guest; see `shellTools`. */
	readonly tools?: readonly PayloadSource[];
	/** Called before a case's first step, when its module is loaded. Its time no longer counts. */
	readonly onLoaded?: (guest: DebuggerGuest) => Promise<void>;
	/**
	 * Called with a living guest: while its case is held, or after a verdict that the case itself did not know of.
	 * The run goes on when it resolves.
	 */
	readonly onLook?: (session: GuestSession, look: Look) => Promise<void>;
}

export interface Look {
	readonly caseId: string;
	/** Why a person is asked to look; absent where all went well. */
	readonly failure?: string;
}
