import { MOST_ROUNDS } from '../progress.ts';

/** What `check` knows of a flow that decides which notes concern it. */
export interface NoteFacts {
  readonly asksPassword: boolean;
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
 * What no flow can decide, because Cognito does it beside the flow.
 *
 * That TOTP and a forced password change skip what follows was observed, not documented: the notes take the worse case.
 */
export function notesAbout({ asksPassword, signsIn, mostRounds, telling, unlogged }: NoteFacts): readonly string[] {
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
    'No lockout: Cognito does not count wrong answers to custom challenges from one sign-in to the next.',
  ];
}
