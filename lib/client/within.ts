import type { ClientConfig } from './client-config.ts';
import { AuthError, NetworkError } from './errors.ts';

/**
 * Does work that ends: when it is done, when its time is over, or when the caller leaves, whatever the platform does. The
 * signal that the work is given aborts at its end. Neither a timer nor a listener stays.
 *
 * @throws the signal's reason if the caller leaves; any other failure as an AuthError: a NetworkError with its cause if
 * the work threw something else, or its time is over.
 */
export async function within<Result>(
  { timeout = 30_000 }: ClientConfig,
  signal: AbortSignal | undefined,
  work: (ending: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  let tidy = () => {};
  try {
    return await new Promise<Result>((resolve, reject) => {
      const timer = setTimeout(reject, timeout, new Error(`no answer in ${timeout} ms`));
      tidy = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', reject);
        ending.abort();
      };
      if (signal?.aborted) throw signal;
      signal?.addEventListener('abort', reject);
      work(ending.signal).then(resolve, reject);
    });
  } catch (cause) {
    // Not every platform gives a reason.
    if (signal?.aborted && signal.reason) throw signal.reason;
    throw cause instanceof AuthError ? cause : new NetworkError('out of reach', { cause });
  } finally {
    tidy();
  }
}
