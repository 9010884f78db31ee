import type { Ask, ChallengeAsk, ChoiceAsk, PasswordAsk, Refusal, Verb } from './ask.ts';
import { type Challenge, takeTraits } from './challenge.ts';
import { demand, demandMembers, demandObject } from './errors.ts';
import { isTexts } from './metadata.ts';
import type { UnknownUser, UserQuestions } from './questions.ts';

/** The named challenges of a flow. */
export type Challenges = Readonly<Record<string, Challenge>>;

/** What a flow's generator function gets: questions about the user, and the verbs. */
export interface FlowContext<Name extends string = string> {
  readonly user: UserQuestions;
  /** Asks a challenge, which must pass within its attempts; else the sign-in is refused. */
  pass<Asked extends Name>(name: Asked): Verb<ChallengeAsk<Asked>, void>;
  /** Asks a challenge; true if it passed within its attempts, else false. */
  attempt<Asked extends Name>(name: Asked): Verb<ChallengeAsk<Asked>, boolean>;
  /** Lets the user pick one; what they pick must pass. Gives its name. */
  choose<Option extends Name>(
    first: Option,
    second: Option,
    ...more: readonly Option[]
  ): Verb<ChoiceAsk<Option>, Option>;
  /** Asks the user's Cognito password by SRP. Only as the first. */
  password(): Verb<PasswordAsk, void>;
  /** Ends the sign-in. The reason goes to the log only: a code of small letters and dashes. Any other is not logged. */
  refuse(reason: string): Verb<Refusal, never>;
}

/** What a flow may be told beside its challenges and steps. */
export interface FlowOptions {
  /** How many distinct kinds of factor every sign-in must pass before tokens are issued. @default 1 */
  readonly factors?: 1 | 2;
  /** How a user that doesn't exist answers the flow's questions. @default - has a verified e-mail address */
  readonly unknownUser?: UnknownUser;
}

/** A flow: named challenges, and the generator function that says which of them a sign-in asks, in which order. */
export interface Flow<Named extends Challenges = Challenges, Asked extends Ask = Ask> {
  readonly challenges: Named;
  readonly factors: 1 | 2;
  readonly unknownUser: UnknownUser;
  steps(context: FlowContext<keyof Named & string>): Iterator<Asked, void, unknown>;
}

/**
 * The name of the round in which a user picks. protocol/round.ts has its twin: a flow imports nothing but its own folder, the
 * client no value of a flow's.
 */
export const CHOICE = 'choose';

const RESERVED: readonly string[] = [CHOICE, 'password', 'signedIn', 'then'];

/**
 * Defines a flow.
 *
 * Replay runs the function anew in every trigger, so it must be pure: what it does may depend on nothing but the
 * answers it gets. Returning issues the tokens.
 *
 * @throws FlowDefinitionError if a name is reserved or malformed, or an option is unknown or makes no sense.
 * @example
 * export const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) {
 *   yield* pass('emailOtp');
 * });
 */
export function defineFlow<const Named extends Challenges, Asked extends Ask>(
  challenges: Named,
  steps: (context: FlowContext<keyof Named & string>) => Generator<Asked, void, unknown>,
  options: FlowOptions = {},
): Flow<Named, Asked> {
  demandMembers('the options of a flow', options, ['factors', 'unknownUser']);
  const { factors = 1, unknownUser = { is: { email_verified: 'true' }, has: ['email'] } } = options;
  demandMembers('unknownUser', unknownUser, ['has', 'is']);
  const { has = [], is = {} } = unknownUser;
  demand(typeof steps === 'function', 'a flow is a generator function, function* (…) { … }', typeof steps);
  demand(factors === 1 || factors === 2, 'factors must be 1 or 2', factors);
  demand(
    isTexts(has) && is !== null && isTexts(Object.values(is)),
    'unknownUser must be { has: names, is: { name: value } }, all of them texts',
    unknownUser,
  );
  return Object.freeze({
    challenges: declared(challenges),
    factors,
    unknownUser: Object.freeze({ has: Object.freeze([...has]), is: Object.freeze({ ...is }) }),
    steps,
  });
}

/** A frozen copy: nothing that is done afterwards changes what a challenge proves, nor what is granted to it. */
function declared<Named extends Challenges>(challenges: Named): Named {
  demandObject('the challenges of a flow', challenges);
  const copies = Object.entries<Challenge>(challenges).map(([name, challenge]) => {
    demand(
      /^[a-z][A-Za-z0-9]{0,39}$/.test(name) && !RESERVED.includes(name) && !(name in Object.prototype),
      `a challenge's name is a lower-case letter and up to 39 letters or digits, and not ${RESERVED.join(', ')}`,
      name,
    );
    demand(typeof challenge?.load === 'function', `${name} must be made with defineChallenge`, challenge);
    return [name, Object.freeze({ ...takeTraits(challenge), load: () => challenge.load() })] as const;
  });
  return Object.freeze(Object.fromEntries(copies)) as Named;
}
