import type { Answered } from './machinery.ts';
import type { AuthStorage } from './storage.ts';

/** Keeps the sign-in that is pending, so that it survives a reload; no longer than Cognito's session lives. */
export function pendingStore(storage: AuthStorage, clientId: string) {
  const key = `countersign.${clientId}.pending`;
  const keep = async (pending: Answered | undefined): Promise<void> =>
    pending ? storage.setItem(key, JSON.stringify(pending)) : storage.removeItem(key);

  /** The sign-in that is pending. Undefined where there is none, its time is over, or it can't be read. */
  const load = async (now: number): Promise<Answered | undefined> => {
    try {
      const pending: Answered = JSON.parse((await storage.getItem(key)) ?? '');
      if (pending.expiresAt > now) return pending;
    } catch {
      // There is none, or one that this client didn't write.
    }
    await keep(undefined);
    return undefined;
  };
  return { keep, load };
}
