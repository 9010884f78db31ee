import { type Extra, isExtra } from '../flow/index.ts';
import { askedInstead } from '../protocol/round.ts';
import type { TriggerRequest } from './request.ts';

/** What a request asks for instead of answering. What it calls otherwise is none. */
export function askedExtra({ clientMetadata }: Pick<TriggerRequest, 'clientMetadata'>): Extra | undefined {
  const instead = askedInstead(clientMetadata);
  return isExtra(instead) ? instead : undefined;
}
