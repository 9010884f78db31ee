import { sesStandIn } from '../../lib/cognito/index.ts';
import type { CreateContext, DecoyContext, VerifyContext } from '../../lib/flow/index.ts';
import { Outbox } from '../../lib/testing/index.ts';

/** What a function's environment holds where it sends mail. */
export const environment: Readonly<Record<string, string>> = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: 'example-token',
  COUNTERSIGN_EMAIL_FROM: 'Example <no-reply@example.com>',
  COUNTERSIGN_SIGN_IN_BY: 'email',
};

/** Alice, with a verified address. */
export const alice = {
  userName: '6f9a2c1e-0b7d-4c35-9a55-3f1d2e4b8c70',
  attributes: { sub: '6f9a2c1e-0b7d-4c35-9a55-3f1d2e4b8c70', email: 'alice@example.com', email_verified: 'true' },
};

/** Contexts of a challenge's rounds, with a clock to move, and an outbox behind `fetch`. */
export function emailSetup() {
  const clock = { now: Date.UTC(2026, 10, 22) };
  const outbox = new Outbox({ now: () => clock.now });
  const ses = sesStandIn(outbox);
  const now = () => clock.now;
  const stableBytes = (label: string): Uint8Array =>
    Uint8Array.from({ length: 32 }, (_, index) => (label.length * 31 + index * 7) % 256);
  const round = {
    user: alice,
    userPoolId: 'eu-central-1_Ab129faBb',
    clientId: '1example23456789',
    clientMetadata: {},
    now,
    signal: new AbortController().signal,
    fetch: ((input: URL, init: RequestInit) => ses(new Request(input, init))) as typeof fetch,
    environment,
  };
  return {
    clock,
    outbox,
    createContext: (changes: Partial<CreateContext> = {}): CreateContext => ({
      ...round,
      attempt: 1,
      state: undefined,
      stableBytes,
      ...changes,
    }),
    decoyContext: (changes: Partial<DecoyContext> = {}): DecoyContext => ({
      userName: 'nobody',
      attempt: 1,
      state: undefined,
      now,
      environment,
      stableBytes,
      ...changes,
    }),
    verifyContext: (changes: Pick<VerifyContext, 'answer' | 'privateParameters'> & Partial<VerifyContext>) => ({
      ...round,
      ...changes,
    }),
  };
}
