import { UnresolvableValueError } from './errors.ts';

/** What can't be told is as if it weren't there: nobody may ask for it. */
export function toldOr<T>(tell: () => T): T | undefined {
  try {
    return tell();
  } catch (error) {
    if (error instanceof UnresolvableValueError) return undefined;
    throw error;
  }
}
