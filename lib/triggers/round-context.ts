import type { Challenge, ChallengeUser } from '../flow/index.ts';
import type { Invocation } from './handler.ts';
import type { Surroundings } from './options.ts';

/** What a challenge gets in every round: of the event and of what surrounds the handler, only this. */
export function roundContext(
  name: string,
  challenge: Challenge,
  { request, signal }: Invocation,
  { now, fetch, environment, watchAttributes }: Surroundings,
) {
  const { userPoolId, clientId, clientMetadata } = request;
  const { userName, attributes } = request.user;
  const declared = declaredAttributes(challenge, attributes);
  const user: ChallengeUser = {
    userName,
    attributes: watchAttributes ? watchAttributes(name, declared, attributes) : declared,
  };
  return { user, userPoolId, clientId, clientMetadata, now, fetch, environment, signal };
}

type Attributes = ChallengeUser['attributes'];

/** What a challenge didn't declare it doesn't get: what it reads in secret, nobody protects. */
export function declaredAttributes({ needs }: Challenge, attributes: Attributes): Attributes {
  const { secret = [], decides = [], uses = [] } = needs.attributes ?? {};
  const names = ['sub', ...secret, ...decides, ...uses];
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
}
