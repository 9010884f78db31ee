import { isRecord } from '../../protocol/is-record.ts';
import { StandInRefusal } from './refusal.ts';
import type { ServiceCall } from './service-call.ts';

/** The members of a call by the JSON protocol; undefined where its body is no JSON object. */
export function membersOf({ body }: Pick<ServiceCall, 'body'>): Readonly<Record<string, unknown>> | undefined {
  try {
    const members: unknown = JSON.parse(new TextDecoder().decode(body));
    return isRecord(members) ? members : undefined;
  } catch {
    return undefined;
  }
}

/**
 * As {@link membersOf}, where there must be some.
 *
 * @throws StandInRefusal
 */
export function demandMembers(call: Pick<ServiceCall, 'body'>): Readonly<Record<string, unknown>> {
  const members = membersOf(call);
  if (members) return members;
  throw new StandInRefusal('SerializationException', 'The body is no JSON object.');
}
