import { waitAfter } from '../guess-limits.ts';
import { MOST_ROUNDS } from '../progress.ts';
import { grouped } from './odds-text.ts';
import type { CountedChallenge } from './ways-in.ts';

/** What `check` knows of a flow that decides which notes concern it. */
export interface NoteFacts {
  readonly asksPassword: boolean;
  /** The challenges whose wrong answers are counted. */
  readonly counted: readonly CountedChallenge[];
  /** Those of them that every sign-in must pass one of. */
  readonly blocking: readonly CountedChallenge[];
  /** Whether some path ends in tokens. */
  readonly signsIn: boolean;
  /** The rounds of the longest sign-in, every answer right only at its last attempt. */
  readonly mostRounds: number;
  /** The attributes by which anyone can tell users that exist, before a factor is passed. */
  readonly telling: readonly string[];
  /** The flow's own reasons that are no codes. */
  readonly unlogged: readonly string[];
}

/**
 * What no flow can decide, because Cognito or the ledger does it beside the flow.
 *
 * That TOTP and a forced password change skip what follows was observed, not documented: the notes take the worse case.
 */
export function notesAbout(facts: NoteFacts): readonly string[] {
  const { asksPassword, counted, blocking, signsIn, mostRounds, telling, unlogged } = facts;
  const password = [
    'MFA of the pool: after the password, Cognito may ask its own MFA and then issue tokens without asking the flow ' +
      'again. Keep the pool’s MFA off, and ask a challenge of the flow instead.',
    'Forced password change: finishing NEW_PASSWORD_REQUIRED ends in tokens without the flow. So a user that is not ' +
      'CONFIRMED is refused at password().',
    'Account recovery: who gets a reset code by the channel of a later challenge has both factors with one mailbox or ' +
      'phone. Let recovery use another channel, or none.',
    'Wrong passwords are counted by Cognito; the flow never learns of them.',
  ];
  const passwordless = ['MFA of the pool: a custom sign-in without password() is never asked it.'];
  return [
    ...(signsIn ? [] : ['Nobody can sign in: no path ends in tokens.']),
    ...(mostRounds > MOST_ROUNDS
      ? [`Who needs every try is refused: that would take ${mostRounds} rounds, and a sign-in has ${MOST_ROUNDS}.`]
      : []),
    ...telling.map(
      (attribute) =>
        `Who exists: what is asked before a factor is passed differs by ${attribute}, so anyone can tell those users from ` +
        'one that does not exist. Ask a factor first, or let unknownUser answer as most users do.',
    ),
    ...(unlogged.length > 0
      ? [
          `The log: the reason '${unlogged[0]}'${unlogged.length > 1 ? ` and ${unlogged.length - 1} more` : ''} stands there ` +
            'as reason-malformed. Write codes of small letters and dashes, as no-phone-number.',
        ]
      : []),
    ...(asksPassword ? password : passwordless),
    'Other doors: a client of the pool that allows SRP, a password, USER_AUTH or OAuth signs in without this flow.',
    ...(counted.length > 0 ? [waitsOf(counted)] : []),
    ...(blocking.length > 0 ? [whoIsKeptOut(blocking)] : []),
  ];
}

const waitsOf = (counted: readonly CountedChallenge[]): string =>
  'Wrong answers: Cognito counts none of custom challenges, the ledger does, those of each user at each challenge, from one ' +
  `sign-in to the next (${namesOf(counted)}). They make the user wait, ${longestOf(counted)} at most; no wait locks for good. ` +
  'With ledger: false nobody counts them.';

function whoIsKeptOut(blocking: readonly CountedChallenge[]): string {
  const first = Math.min(...blocking.map(({ limits }) => limits.wait));
  return (
    `Who is kept out: every way in passes a challenge whose wrong answers count (${namesOf(blocking)}), so whoever knows a ` +
    `user's name can make its owner wait, from ${timeOf(first)} up to ${longestOf(blocking)}. Let the user choose one that ` +
    'cannot be guessed, a passkey say.'
  );
}

const DAY = 86_400;

const namesOf = (challenges: readonly CountedChallenge[]): string => challenges.map(({ name }) => name).join(', ');

const longestOf = (challenges: readonly CountedChallenge[]): string =>
  timeOf(Math.max(...challenges.map(({ limits }) => waitAfter(Number.MAX_SAFE_INTEGER, limits))));

/** Writes seconds, up to a day, in the largest unit that divides them. */
function timeOf(seconds: number): string {
  if (seconds === DAY) return 'a day';
  const [size, unit] = UNITS.find(([each]) => seconds % each === 0) ?? [1, 'second'];
  return `${grouped(seconds / size)} ${unit}${seconds === size ? '' : 's'}`;
}

const UNITS = [
  [3600, 'hour'],
  [60, 'minute'],
] as const;
