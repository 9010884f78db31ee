import { quietly } from './quietly.ts';
import type { TokenStore } from './token-store.ts';
import type { Tokens } from './tokens.ts';

/** What is told of a change. */
export type TokensListener = (tokens: Tokens | undefined) => void;

/** A browser's StorageEvent: another tab has changed what is kept under a key, or everything (null). */
interface Changed {
  readonly key: string | null;
}

/** What of the platform this asks; a browser has it. */
interface Platform {
  addEventListener?(name: 'storage', listener: (changed: Changed) => void): void;
}

/** Tells who listens when somebody has signed in or out: in this tab by word, in others by the storage's own event. */
export function tokenChanges({ storage, keyOf, load }: TokenStore, now: () => number) {
  const listeners = new Set<readonly [TokensListener]>();
  const tell = async (): Promise<void> => {
    if (!listeners.size) return;
    const tokens = await load(now());
    for (const [listener] of listeners) void quietly(listener, tokens);
  };
  (globalThis as Platform).addEventListener?.('storage', ({ key }) => {
    storage.changed(key);
    // It is written last, and not at a refresh.
    if (key === null || key === keyOf('LastAuthUser')) void tell();
  });
  const onChange = (listener: TokensListener) => {
    const listening = [listener] as const;
    listeners.add(listening);
    return () => void listeners.delete(listening);
  };
  return { tell, onChange };
}
