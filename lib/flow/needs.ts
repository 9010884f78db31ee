import { demand, demandMembers } from './errors.ts';

/** One IAM statement a challenge needs. Name the actions, and the resources by their ARNs: see docs/own-challenges.md. */
export interface NeededStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** By what a challenge reaches a user. */
export type Channel = 'email' | 'sms';

/** The user's attributes that a challenge reads, by what they are to it. It gets no others, but for `sub`. */
export interface NeededAttributes {
  /**
   * Nobody but the challenge may read or write them: they leave what every app client reads and writes, and with that the
   * ID token.
   */
  readonly secret?: readonly string[];
  /**
   * Users may not choose them, since the challenge decides by them: they leave what every app client writes. `email` and
   * `phone_number` stay where the pool keeps the old address until the new one is verified.
   */
  readonly decides?: readonly string[];
  /** Only read: a `locale`, say. */
  readonly uses?: readonly string[];
}

/** What a challenge needs of its deployment. The constructs grant just this, and refuse what they can't grant. */
export interface ChallengeNeeds {
  /** IAM statements for CreateAuthChallenge. */
  readonly create?: readonly NeededStatement[];
  /** IAM statements for VerifyAuthChallengeResponse. */
  readonly verify?: readonly NeededStatement[];
  /** IAM statements for the function that delivers messages, of a challenge with `limits.messages`. */
  readonly deliver?: readonly NeededStatement[];
  /**
   * By what it sends: `['email']` lets the function that delivers messages, or CreateAuthChallenge of a challenge that sends itself,
   * send mail through Amazon SES as the construct's `email.from`.
   * `CustomAuth` grants no `sms` yet, and refuses it.
   * @default - nothing is sent
   */
  readonly senders?: readonly Channel[];
  /** The user's attributes that it reads: it gets these, and `sub`. @default - none */
  readonly attributes?: NeededAttributes;
  /** It keeps something of each user: keys, say. `CustomAuth` has no place for that yet, and refuses it. @default false */
  readonly credentials?: boolean;
  /** Environment variables of CreateAuthChallenge and VerifyAuthChallengeResponse. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A person may take this long to answer, so the session must live as long. 3 to 15. @default 3 */
  readonly sessionMinutes?: number;
}

type Holds = (value: unknown) => boolean;

const isRecord: Holds = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isChannel: Holds = (value) => value === 'email' || value === 'sms';
const isName: Holds = (value) => typeof value === 'string' && value.trim() !== '';
const listOf =
  (holds: Holds): Holds =>
  (value) =>
    Array.isArray(value) && value.every(holds);

const statements = listOf(isRecord);
const names = listOf(isName);

// What stands in a statement is judged at synth: an ARN may come from the environment of the deployed function alone.
const NEEDS: Readonly<Record<keyof ChallengeNeeds, Holds>> = {
  create: statements,
  verify: statements,
  deliver: statements,
  senders: listOf(isChannel),
  attributes: isRecord,
  credentials: (value) => typeof value === 'boolean',
  environment: isRecord,
  sessionMinutes: Number.isFinite,
};
const ATTRIBUTES: Readonly<Record<keyof NeededAttributes, Holds>> = { secret: names, decides: names, uses: names };

function assertMembers(name: string, given: object, members: Readonly<Record<string, Holds>>): void {
  demandMembers(name, given, Object.keys(members));
  for (const [member, value] of Object.entries(given)) {
    demand(value === undefined || members[member]?.(value) === true, `${name}.${member} is malformed`, value);
  }
}

/**
 * Asserts that needs have no member that is unknown, so that a misspelt need is never a need ignored.
 *
 * @throws FlowDefinitionError
 */
export function assertNeeds(needs: ChallengeNeeds): void {
  assertMembers('needs', needs, NEEDS);
  assertMembers('needs.attributes', needs.attributes ?? {}, ATTRIBUTES);
}
