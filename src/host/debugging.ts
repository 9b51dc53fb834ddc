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
	/** Keep the guest of each case that failed, as it stood then. */
	readonly keep?: boolean;
	/** Called where a person may want to look at a case's guest; the run goes on when it resolves. */
	readonly onLook?: (session: GuestSession, look: Look) => Promise<void>;
}

export interface Look {
	readonly caseId: string;
	/**
	 * `held`: before the case's clean-up. `hanging`: its deadline has passed. `over`: the verdict came after the clean-up.
	 * `gone`: so is the guest.
	 */
	readonly stage: 'held' | 'hanging' | 'over' | 'gone';
	/** Why a person is asked to look; absent where all went well. */
	readonly failure?: string;
}
