import { quietly } from './quietly.ts';
import type { AuthStorage } from './storage.ts';

/** A storage that never fails. */
export interface SafeStorage extends AuthStorage {
  getItem(key: string): Promise<string | null>;
  setItem(key: string, value: string): Promise<void>;
  removeItem(key: string): Promise<void>;
  /** Another tab has changed what is kept under the key, or everything (null): this page knows no better any more. */
  changed(key: string | null): void;
}

/**
 * Makes a storage safe: what it doesn't take is kept in memory, for this page; what it can't read is what this page knows
 * of it. Without a storage, all is kept in memory.
 */
export function safeStorage(
  storage: AuthStorage | null | undefined,
  onError: ((error: unknown) => void) | undefined,
): SafeStorage {
  /** What was last read or written; null where there is nothing. */
  const known = new Map<string, string | null>();
  /** Where the storage holds something older. */
  const ahead = new Set<string>();

  const change = async (key: string, value: string | null): Promise<void> => {
    known.set(key, value);
    ahead.add(key);
    if (!storage) return;
    try {
      await (value === null ? storage.removeItem(key) : storage.setItem(key, value));
      ahead.delete(key);
    } catch (error) {
      void quietly(onError, error);
    }
  };
  return {
    async getItem(key) {
      try {
        if (storage && !ahead.has(key)) {
          const kept: unknown = await storage.getItem(key);
          // Unless it was written meanwhile.
          if (!ahead.has(key)) known.set(key, typeof kept === 'string' ? kept : null);
        }
      } catch (error) {
        void quietly(onError, error);
      }
      return known.get(key) ?? null;
    },
    setItem: change,
    removeItem: (key) => change(key, null),
    changed: (key) => (key === null ? ahead.clear() : ahead.delete(key)),
  };
}
