import type { AppIndex } from './app-index.ts';
import type { Store } from './store/store.ts';

/** What answering one API call takes. Functions name the part that they use; rooms that need more extend it. */
export interface CallContext {
  readonly requestId: string;
  /** The app as it is now: it changes with its sources. */
  readonly index: AppIndex;
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
