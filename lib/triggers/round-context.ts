import type { Invocation } from './handler.ts';
import type { Surroundings } from './options.ts';

/** What a challenge gets in every round: of the event and of what surrounds the handler, only this. */
export function roundContext({ request, signal }: Invocation, { now, fetch, environment }: Surroundings) {
  const { user, userPoolId, clientId, clientMetadata } = request;
  return { user, userPoolId, clientId, clientMetadata, now, fetch, environment, signal };
}
