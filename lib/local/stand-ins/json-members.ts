import { isRecord } from '../../protocol/is-record.ts';
import { invalid, StandInRefusal } from './refusal.ts';
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

/**
 * Refuses members that an operation doesn't take here: what is left out of it would be another answer.
 *
 * @param service as a person calls it
 * @throws StandInRefusal
 */
export function assertTaken(
  service: string,
  members: Readonly<Record<string, unknown>>,
  taken: readonly string[],
): void {
  const other = Object.keys(members).find((name) => !taken.includes(name));
  if (other !== undefined) throw invalid(`The local pool's stand-in for ${service} doesn't take ${other}.`);
}
