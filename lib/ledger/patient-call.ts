import { setTimeout as wait } from 'node:timers/promises';
import { type AwsJsonCall, callAwsJson } from '../aws/call-json.ts';
import { AwsRefusedError, AwsSilentError } from '../aws/errors.ts';
import type { AwsContext } from '../aws/send-request.ts';
import { LedgerUnavailableError } from './errors.ts';
import type { LedgerTime } from './ledger.ts';

/** Milliseconds that one try may take. */
const LONGEST = 800;
/** Milliseconds of the invocation that stay for its answer. */
const RESERVE = 300;

const THROTTLED: ReadonlySet<string> = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
]);

/**
 * Calls AWS within what is left of an invocation's time, and once more where no answer came or AWS is overloaded. So call only
 * what may happen twice.
 *
 * @throws AwsRefusedError, AwsSilentError, ConfigurationError; LedgerUnavailableError if the time is over.
 */
export const callPatiently = (
  context: Omit<AwsContext, 'signal'>,
  call: Omit<AwsJsonCall, 'limit'>,
  time: Pick<LedgerTime, 'signal' | 'left'>,
): Promise<Readonly<Record<string, unknown>>> =>
  tryPatiently((limit) => callAwsJson({ ...context, signal: time.signal }, { ...call, limit }), time);

/** Does so with any call: it is given how many milliseconds it may take. */
export async function tryPatiently<Result>(
  call: (limit: number) => Promise<Result>,
  { left }: Pick<LedgerTime, 'left'>,
): Promise<Result> {
  const once = (): Promise<Result> => {
    // Whole: a timeout takes no fraction, and what is left is measured in fractions.
    const limit = Math.floor(Math.min(LONGEST, left() - RESERVE));
    if (limit <= 0) throw new LedgerUnavailableError("the trigger's time is over");
    return call(limit);
  };
  try {
    return await once();
  } catch (error) {
    if (!mayPass(error)) throw error;
    // At random, so that those who were refused together don't come back together.
    await wait(20 + 30 * Math.random());
    return once();
  }
}

const mayPass = (error: unknown): boolean =>
  error instanceof AwsSilentError ||
  (error instanceof AwsRefusedError && (error.status >= 500 || THROTTLED.has(error.type)));
