import { createHash } from 'node:crypto';
import type { CustomAuthSubject, Invoke } from '../cognito/custom-auth-flow.ts';
import { Outbox } from '../cognito/outbox.ts';
import type { Flow, StringMap } from '../flow/index.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { MemoryLedger } from '../ledger/memory-ledger.ts';
import { CognitoError } from '../protocol/index.ts';
import { assertKnownOptions } from '../protocol/known-options.ts';
import type { TextMap } from '../protocol/text-map.ts';
import { decide } from '../triggers/decide.ts';
import type { TriggerOptions } from '../triggers/index.ts';
import { readRequest } from '../triggers/request.ts';
import { SimulatedClock } from './clock.ts';
import { SimulationError } from './errors.ts';
import { handlersOf, type LoggedLine, logInto } from './flow-handlers.ts';
import { invokeInProcess, type TriggerHandlers, type TriggerRecord } from './in-process-triggers.ts';
import { type Fault, simulatedFetch } from './simulated-fetch.ts';
import { Visit } from './simulated-sign-in.ts';
import { watchedAttributes } from './watched-attributes.ts';

/** Who signs in: a user by their attributes, or nobody. */
export type SimulatedUser =
  | {
      /**
       * Texts, all of them. `cognito:user_status` (CONFIRMED) is added where it is missing, and `sub`: the same for the same
       * attributes, so that a ledger which visits share knows the user again.
       */
      readonly attributes: StringMap;
      /** The real user name. @default - the attribute `sub`, as in a pool where people sign in by e-mail */
      readonly userName?: string;
      readonly userNotFound?: false;
    }
  | {
      /** Cognito finds no such user. */
      readonly userNotFound: true;
      /** What was typed. @default 'nobody@example.com' */
      readonly userName?: string;
      readonly attributes?: never;
    };

/** What a simulated sign-in may be told. */
export interface SimulateOptions {
  /**
   * Handlers to run instead of those made from the flow: yours, with your middleware. Make them in a function, and they
   * get the simulated clock, outbox and log; handlers made elsewhere use the real ones.
   */
  readonly handlers?: Partial<TriggerHandlers> | ((options: Required<TriggerOptions>) => Partial<TriggerHandlers>);
  /** A clock to share with other visits. @default - one that starts now */
  readonly clock?: SimulatedClock;
  /** An outbox to share with other visits. @default - an empty one */
  readonly outbox?: Outbox;
  /**
   * A ledger to share with other visits: wrong answers count from one to the next, and what was used up stays so. Share the clock
   * too, by which waits end. @default - an empty one
   *
   * @example
   * const [ledger, clock] = [new MemoryLedger(), new SimulatedClock(Date.now())];
   * await simulate(signIn, alice, { ledger, clock });
   */
  readonly ledger?: Ledger;
  /** Answers what challenges fetch, but for mail through Amazon SES. @default - such a request is an error */
  readonly fetch?: typeof fetch;
  /**
   * Environment variables of the handlers, on top of a region, credentials and the construct's own. People sign in by their
   * e-mail address unless `COUNTERSIGN_SIGN_IN_BY` says `phone_number` or `username`.
   */
  readonly environment?: TextMap;
  /**
   * The secret of a device, as {@link Visit.device} of an earlier visit has it: with a right answer it became known, and strangers
   * can't use up its wrong answers. @default - the one that the first challenge offers
   */
  readonly device?: string | undefined;
  /** The client begins with SRP_A and gives this password when asked. @default - it begins without */
  readonly password?: 'right' | 'wrong';
  /** The client's AuthSessionValidity: how long each challenge may be answered. 3 to 15. @default 3 */
  readonly sessionMinutes?: number;
  /** The client's setting. LEGACY refuses unknown users before any trigger. @default 'ENABLED' */
  readonly preventUserExistenceErrors?: 'ENABLED' | 'LEGACY';
  /** How long a trigger may take, in real milliseconds, each of three times. @default 5000 */
  readonly triggerTimeoutMs?: number;
  /** @default 'us-east-1_Ab129faBb' */
  readonly userPoolId?: string;
  /** @default '1example23456789' */
  readonly clientId?: string;
}

const OPTIONS: Readonly<Record<keyof SimulateOptions, true>> = {
  handlers: true,
  clock: true,
  outbox: true,
  ledger: true,
  fetch: true,
  environment: true,
  device: true,
  password: true,
  sessionMinutes: true,
  preventUserExistenceErrors: true,
  triggerTimeoutMs: true,
  userPoolId: true,
  clientId: true,
};

/**
 * Simulates a sign-in: the flow's real three handlers, through Cognito's rules, in this process, with a clock to move
 * and an outbox to read. Nothing is sent anywhere.
 *
 * @throws SimulationError if user or options make no sense, and, here and where it is answered, if a challenge reads an
 * attribute that it doesn't declare, or fetches what nothing answers; UnknownOptionError. What Cognito refuses is a step:
 * `refused`.
 * @example
 * const visit = await simulate(signIn, { attributes: { email: 'alice@example.com', email_verified: 'true' } });
 * await visit.answer(visit.outbox.lastCode());
 * visit.step.name; // 'signedIn'
 *
 * // With middleware of your own:
 * const handlers = (options) => ({ create: createAuthChallengeHandler(signIn, options).use(mine()) });
 * await simulate(signIn, user, { handlers });
 */
export async function simulate<F extends Flow>(
  flow: F,
  user: SimulatedUser,
  options: SimulateOptions = {},
): Promise<Visit<F>> {
  assertKnownOptions("simulate's options", options, OPTIONS);
  const { sessionMinutes = 3, clock = new SimulatedClock(Date.now()), triggerTimeoutMs = 5000 } = options;
  const { outbox = new Outbox({ now: clock.now }), preventUserExistenceErrors = 'ENABLED' } = options;
  if (!(sessionMinutes >= 3 && sessionMinutes <= 15)) {
    throw new SimulationError(`sessionMinutes must be from 3 to 15, as Cognito takes it: got ${sessionMinutes}`);
  }
  const subject = subjectOf(user, options, preventUserExistenceErrors);
  const log: LoggedLine[] = [];
  const events: TriggerRecord[] = [];
  const errors: unknown[] = [];
  const faults: SimulationError[] = [];
  const fault: Fault = (message) => {
    const error = new SimulationError(message);
    faults.push(error);
    throw error;
  };
  const surroundings: Required<TriggerOptions> = {
    log: logInto(log),
    now: clock.now,
    fetch: simulatedFetch(outbox, options.fetch, fault),
    environment: { ...environmentOf(subject.region, sessionMinutes), ...options.environment },
    decoySecret: 'simulated',
    ledger: options.ledger ?? new MemoryLedger(),
    watchAttributes: (challenge, declared, all) =>
      watchedAttributes(declared, all, (attribute) =>
        fault(
          `${challenge} reads ${attribute}: declare it, needs: { attributes: { uses: ['${attribute}'] } }, or by the ` +
            "ready-made challenge's option uses; deployed, the challenge doesn't get it, nor finds it where it lists all",
        ),
      ),
    watchErrors: (error) => errors.push(error),
  };
  const own = typeof options.handlers === 'function' ? options.handlers(surroundings) : options.handlers;
  const handlers = { ...handlersOf(flow, surroundings, (error) => errors.push(error)), ...own };
  const run = invokeInProcess(handlers, { record: (record) => events.push(record), timeoutMs: triggerTimeoutMs });
  const invoke: Invoke = preventUserExistenceErrors === 'LEGACY' && user.userNotFound ? userDoesNotExist : run;
  const flowError = (): unknown => flowErrorIn(flow, events);
  const visit = new Visit<F>({
    subject,
    invoke,
    clock,
    outbox,
    events,
    log,
    errors,
    flowError,
    faults,
    sessionMinutes,
    device: options.device,
  });
  await visit.begin(options.password);
  return visit;
}

/** What the flow did wrong when Define was asked last: a refusal, which Define doesn't throw. */
function flowErrorIn(flow: Flow, events: readonly TriggerRecord[]): unknown {
  const last = events.findLast(({ trigger }) => trigger === 'DefineAuthChallenge');
  return last && decide(flow, readRequest(last.event, last.event), {}).error;
}

/** Under LEGACY an unknown user reaches no trigger. */
const userDoesNotExist: Invoke = () =>
  Promise.reject(new CognitoError('UserNotFoundException', 'User does not exist.'));

/** What Lambda sets, as far as a handler needs it to sign a request. */
const environmentOf = (region: string, sessionMinutes: number): Record<string, string> => ({
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'AKIASIMULATED',
  AWS_SECRET_ACCESS_KEY: 'simulated',
  AWS_SESSION_TOKEN: 'simulated',
  COUNTERSIGN_EMAIL_FROM: 'no-reply@example.com',
  COUNTERSIGN_SIGN_IN_BY: 'email',
  COUNTERSIGN_SESSION_SECONDS: String(Math.floor(sessionMinutes * 60)),
});

function subjectOf(
  user: SimulatedUser,
  { userPoolId = 'us-east-1_Ab129faBb', clientId = '1example23456789' }: SimulateOptions,
  preventUserExistenceErrors: 'ENABLED' | 'LEGACY',
): CustomAuthSubject {
  const [region] = userPoolId.split('_');
  if (!region || !/^[\w-]+_[0-9a-zA-Z]+$/.test(userPoolId)) {
    throw new SimulationError(`a user pool's id is REGION_ID, got ${JSON.stringify(userPoolId)}`);
  }
  const pool = { region, userPoolId, clientId };
  if (user.userNotFound) {
    return { ...pool, userName: user.userName ?? 'nobody@example.com', userAttributes: {}, userNotFound: true };
  }
  for (const [name, value] of Object.entries<unknown>(user.attributes)) {
    if (typeof value !== 'string') {
      throw new SimulationError(`attributes are texts, as Cognito has them: ${name} is a ${typeof value}`);
    }
  }
  const sub = user.attributes.sub ?? subOf(user.attributes);
  return {
    ...pool,
    userName: user.userName ?? sub,
    userAttributes: { 'cognito:user_status': 'CONFIRMED', ...user.attributes, sub },
    // For a user that exists, Cognito may send false or nothing; handlers must take both, and here they get false.
    ...(preventUserExistenceErrors === 'ENABLED' && { userNotFound: false }),
  };
}

/** A UUID by the attributes, whatever their order. */
function subOf(attributes: StringMap): string {
  const sorted = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
  const hex = createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
