import type { SignInResponse } from './sign-in-runtime.ts';
import type { AuthStorage } from './storage.ts';

/** What is kept. */
interface KeptResponse extends SignInResponse {
  /** When it was kept first. Milliseconds since 1970. */
  readonly keptAt: number;
}

/** Keeps the sign-in that is pending, so that it survives a reload; no longer than Cognito's session lives. */
export function pendingStore(storage: AuthStorage, clientId: string, now: () => number) {
  const key = `countersign.${clientId}.pending`;
  const keep = async (pending: SignInResponse | undefined): Promise<void> =>
    pending ? storage.setItem(key, JSON.stringify({ keptAt: now(), ...pending })) : storage.removeItem(key);

  /** The sign-in that is pending. Undefined where there is none, its time is over, or it can't be read. */
  const load = async (): Promise<KeptResponse | undefined> => {
    const kept = await storage.getItem(key);
    if (kept === null) return undefined;
    try {
      // Tokens that stand there are not of this client: only Cognito signs in.
      const { AuthenticationResult: _, ...pending }: KeptResponse = JSON.parse(kept);
      const { ChallengeName, ChallengeParameters, expiresAt, Session, username } = pending;
      // A device answers by itself, so it is never what is pending.
      const isWhole = Session && username && ChallengeParameters !== null;
      if (expiresAt > now() && isWhole && /^(?!DEVICE)./.test(String(ChallengeName))) return pending;
    } catch {
      // This client didn't write it.
    }
    await keep(undefined);
    return undefined;
  };
  return { keep, load };
}
