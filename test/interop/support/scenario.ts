import { emailOtp } from '../../../lib/challenges/index.ts';
import { defineFlow } from '../../../lib/flow/index.ts';
import type { ChallengeName } from '../../../lib/protocol/index.ts';
import { ALICE } from '../../local/support/mfa.ts';
import type { TestPool, TestPoolOptions } from '../../local/support/start-pool.ts';
import { PASSWORD } from '../../local/support/users.ts';
import type { PublicClient } from './public-client.ts';
import type { WireCall } from './wire-tap.ts';

/** A client, and the pool it signs in to, where Alice has a password. */
export interface Around {
  readonly client: PublicClient;
  readonly pool: TestPool;
  /** What went between the two. */
  readonly calls: readonly WireCall[];
  /** The pool's clock: this machine's, and as far ahead as it was told. */
  readonly now: () => number;
  advance(seconds: number): void;
}

/** One thing that every client is to do. */
export interface Scenario {
  readonly title: string;
  /** The challenges that it must have answered by the end. */
  readonly challenges: readonly ChallengeName[];
  readonly pool?: TestPoolOptions;
  run(around: Around): Promise<void>;
}

/** A password, then an e-mailed code. */
export const passwordThenCode = defineFlow({ emailOtp: emailOtp() }, function* ({ password, pass }) {
  yield* password();
  yield* pass('emailOtp');
});

/** Alice's sign-ins. */
export const bySrp = { authFlow: 'USER_SRP_AUTH', username: ALICE, password: PASSWORD } as const;
export const byPassword = { ...bySrp, authFlow: 'USER_PASSWORD_AUTH' } as const;
export const custom = { authFlow: 'CUSTOM_AUTH', username: ALICE } as const;

export const signedIn = { name: 'signedIn' };

/** The last code that was sent. */
export const lastCode = ({ pool }: Around, to?: string): string => pool.outbox.lastCode(to) ?? '';

/** The calls, oldest first: the challenges they answered, the other ones' operations. */
export const told = ({ calls }: Around): string[] => calls.map(({ operation, answered }) => answered ?? operation);
