import type { Context } from 'aws-lambda';
import type { Flow } from '../flow/index.ts';
import { LedgerUnavailableError } from '../ledger/errors.ts';
import { guessesPk } from '../ledger/keys.ts';
import { timeFor, withDeadline } from './deadline.ts';
import { type LedgerInvocation, ledgerOpener, ledgerSubject } from './open-ledger.ts';
import { completeOptions, type TriggerOptions } from './options.ts';
import { report } from './report.ts';
import { readUnlockInput, type UnlockInput } from './unlock-input.ts';

/** What an unlocking came to. */
export interface Unlocked {
  /**
   * The challenges at which the user's wrong answers are forgotten: all of the flow that count any. Whether there were any isn't
   * told: it isn't read.
   */
  readonly unlocked: readonly string[];
}

/** A Lambda handler that an operator invokes. */
export interface UnlockHandler {
  (input: UnlockInput, context?: Context): Promise<Unlocked>;
  readonly flow: Flow;
}

/**
 * The handler of the function that lets a user go on at once who must wait after too many wrong answers: it forgets them, at
 * every challenge of the flow. What was used up stays used up. `ledger: { unlock: true }` makes the function, and
 * `countersign unlock` invokes it; Cognito doesn't.
 *
 * It takes `{ userPoolId, userName }` and gives `{ unlocked }`, the names of the challenges. A name that nobody has can be unlocked
 * too. It is safe to invoke again. It rejects with an UnlockInputError where it was given something else, and with a
 * LedgerUnavailableError where the ledger couldn't be written, or there is none: some of the answers may be forgotten then.
 *
 * @param flow the one that the triggers are made of
 * @throws UnknownOptionError
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 * @example
 * export const handler = unlockHandler(signIn);
 * // {"userPoolId":"eu-central-1_AbCdEf123","userName":"1f0c2f7e-…"} gives {"unlocked":["emailOtp"]}
 */
export function unlockHandler(flow: Flow, options?: TriggerOptions): UnlockHandler {
  const surroundings = completeOptions(options);
  const openLedger = ledgerOpener(surroundings);
  const unlocked = Object.entries(flow.challenges)
    .filter(([, { limits }]) => limits.guesses !== false)
    .map(([name]) => name);

  async function forget({ userPoolId, userName }: UnlockInput, invocation: LedgerInvocation): Promise<void> {
    const ledger = await openLedger(invocation);
    if (!ledger) throw new LedgerUnavailableError('this deployment has no ledger (ledger: false): it locks nobody');
    const { keys, store } = ledger;
    // Whether there is such a user isn't known here: as one that exists, and as one that doesn't.
    const pks = [false, true].flatMap((userNotFound) => {
      const request = { userPoolId, user: { userName }, userNotFound };
      return unlocked.map((name) => guessesPk(keys, ledgerSubject(request, name, surroundings.environment)));
    });
    await Promise.all([...new Set(pks)].map((pk) => store.reset(pk)));
  }

  async function handle(given: UnlockInput, context?: Context): Promise<Unlocked> {
    const begun = performance.now();
    let input: UnlockInput = { userPoolId: '', userName: '' };
    const told = (decision: string, failure: { readonly error?: unknown } = {}) => {
      const request = { userPoolId: input.userPoolId, user: { userName: input.userName } };
      return report(surroundings.log, {
        ...{ trigger: 'Unlock', request, context, begun, entry: { decision } },
        ...failure,
      });
    };
    try {
      const read = readUnlockInput(given);
      input = read;
      await withDeadline(timeFor(context), (signal, left) => forget(read, { signal, left }));
    } catch (error) {
      await told('fail', { error });
      throw error;
    }
    await told('unlock');
    return { unlocked };
  }

  return Object.assign(handle, { flow });
}
