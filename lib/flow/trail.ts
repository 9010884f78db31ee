import { isTexts, parseParts, type RoundMetadata, readMetadata } from './metadata.ts';
import type { RefusalReason } from './refusal-reason.ts';

/** One answered round. */
export interface Round {
  readonly passed: boolean;
  /** What was asked there. Absent only where Create itself replayed the round and vouches for it. */
  readonly asked?: RoundMetadata;
}

/** What has happened in a sign-in so far: what a replay runs against. */
export interface Trail {
  /** `begun`: the client started with SRP_A, which proves nothing. `passed`: Cognito checked the password. */
  readonly password: 'absent' | 'begun' | 'passed';
  readonly rounds: readonly Round[];
  /** What was picked, where Create vouches for it; else the rounds' own metadata says it. */
  readonly picks?: readonly string[];
}

/** No sign-in takes more rounds than this. */
export const MOST_ROUNDS = 20;
/** Cognito's own entries come on top of the rounds; a longer session than this is not ours. */
const MOST_ENTRIES = 40;

/** Cognito's entries that a flow passes over when they succeeded. */
const PASSED_OVER: ReadonlySet<unknown> = new Set(['SMS_MFA', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']);

/** Reads Cognito's `session`, or says why it is none that this framework's triggers could have made. */
export function readSession(session: unknown): Trail | RefusalReason {
  // Absent or null is a sign-in's beginning; from there nothing but a challenge follows.
  const entries: unknown = session ?? [];
  if (!Array.isArray(entries) || entries.length > MOST_ENTRIES) return 'session-malformed';
  let password: Trail['password'] = 'absent';
  const rounds: Round[] = [];
  for (const [position, entry] of entries.entries()) {
    const { challengeName, challengeResult, challengeMetadata } = (entry ?? {}) as Record<string, unknown>;
    if (typeof challengeResult !== 'boolean') return 'foreign-entry';
    if (challengeName === 'CUSTOM_CHALLENGE') {
      const asked = readMetadata(challengeMetadata);
      if (!asked) return 'foreign-metadata';
      rounds.push({ passed: challengeResult, asked });
      continue;
    }
    // Everything else is Cognito's own step: a failed one never goes on.
    if (!challengeResult) return 'cognito-step-failed';
    if (challengeName === 'SRP_A' && position === 0) password = 'begun';
    else if (challengeName === 'PASSWORD_VERIFIER' && position === 1 && password === 'begun') password = 'passed';
    else if (!PASSED_OVER.has(challengeName)) return 'foreign-entry';
  }
  return { password, rounds };
}

const VERSION = 1;
const PASSWORDS = ['absent', 'begun', 'passed'] as const;

/** What Create keeps for Verify, which gets no session: which challenge was asked, and the trail that led there. */
export interface Position {
  readonly name: string;
  readonly trail: Trail & { readonly picks: readonly string[] };
}

/** Writes a position: a few bytes. */
export function writePosition({ name, trail: { password, rounds, picks } }: Position): string {
  const results = rounds.map(({ passed }) => (passed ? '1' : '0')).join('');
  return JSON.stringify([VERSION, name, PASSWORDS.indexOf(password), results, picks]);
}

/** Reads a position. Undefined for whatever {@link writePosition} didn't write. */
export function readPosition(text: unknown): Position | undefined {
  const parts = parseParts(text);
  if (parts?.length !== 5) return undefined;
  const [version, name, passwordIndex, results, picks] = parts;
  const password = typeof passwordIndex === 'number' ? PASSWORDS[passwordIndex] : undefined;
  if (version !== VERSION || typeof name !== 'string' || !password || !isTexts(picks)) return undefined;
  if (typeof results !== 'string' || !/^[01]{0,20}$/.test(results)) return undefined;
  return { name, trail: { password, rounds: [...results].map((result) => ({ passed: result === '1' })), picks } };
}
