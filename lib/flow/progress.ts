import { type RoundMetadata, readMetadata } from './metadata.ts';
import type { RefusalReason } from './refusal-reason.ts';

/** One answered round. */
export interface Round {
  readonly passed: boolean;
  /** What was asked there. Absent only where Create itself replayed the round and vouches for it. */
  readonly asked?: RoundMetadata;
  /** The user asked to go on without it: where the flow lets a challenge fail, it has. */
  readonly skipped?: boolean;
}

/** What has happened in a sign-in so far: what a replay runs against. */
export interface Progress {
  /** `begun`: the client started with SRP_A, which proves nothing. `passed`: Cognito checked the password. */
  readonly password: 'absent' | 'begun' | 'passed';
  readonly rounds: readonly Round[];
  /** The session's last entry is one of Cognito's own steps: this request answered that, and none of the rounds. */
  readonly endsInOwnStep?: boolean;
  /** What was picked, where Create vouches for it; else the rounds' own metadata says it. */
  readonly picks?: readonly string[];
}

/** No sign-in takes more rounds than this. */
export const MOST_ROUNDS = 20;
/** Cognito's own entries come on top of the rounds, and those that count for nothing; a longer session than this is not ours. */
const MOST_ENTRIES = 40;

/** Cognito's entries that a flow passes over when they succeeded. */
const PASSED_OVER: ReadonlySet<unknown> = new Set(['SMS_MFA', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']);

/** Reads Cognito's `session`, or says why it is none that this framework's triggers could have made. */
export function readSession(session: unknown): Progress | RefusalReason {
  // Absent or null is a sign-in's beginning; from there nothing but a challenge follows.
  const entries: unknown = session ?? [];
  if (!Array.isArray(entries) || entries.length > MOST_ENTRIES) return 'session-malformed';
  let password: Progress['password'] = 'absent';
  const rounds: Round[] = [];
  let endsInOwnStep = false;
  for (const [index, entry] of entries.entries()) {
    const { challengeName, challengeResult, challengeMetadata } = (entry ?? {}) as Record<string, unknown>;
    if (typeof challengeResult !== 'boolean') return 'foreign-entry';
    endsInOwnStep = challengeName !== 'CUSTOM_CHALLENGE';
    if (challengeName === 'CUSTOM_CHALLENGE') {
      const asked = readMetadata(challengeMetadata);
      if (!asked) return 'foreign-metadata';
      rounds.push({ passed: challengeResult, asked });
      continue;
    }
    // Everything else is Cognito's own step: a failed one never goes on.
    if (!challengeResult) return 'cognito-step-failed';
    if (challengeName === 'SRP_A' && index === 0) password = 'begun';
    else if (challengeName === 'PASSWORD_VERIFIER' && index === 1 && password === 'begun') password = 'passed';
    else if (!PASSED_OVER.has(challengeName)) return 'foreign-entry';
  }
  return { password, rounds, ...(endsInOwnStep && { endsInOwnStep }) };
}
