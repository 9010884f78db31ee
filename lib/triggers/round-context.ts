import type { Challenge, ChallengeUser } from '../flow/index.ts';
import type { Invocation } from './handler.ts';
import type { Surroundings } from './options.ts';

/** What a challenge gets in every round: of the event and of what surrounds the handler, only this. */
export function roundContext(
  name: string,
  { needs }: Challenge,
  { request, signal }: Invocation,
  { now, fetch, environment, onUndeclared }: Surroundings,
) {
  const { userPoolId, clientId, clientMetadata } = request;
  const { userName, attributes } = request.user;
  const { secret = [], decides = [], uses = [] } = needs.attributes ?? {};
  const declared = pick(attributes, ['sub', ...secret, ...decides, ...uses]);
  const user: ChallengeUser = {
    userName,
    attributes: onUndeclared ? watched(declared, attributes, (attribute) => onUndeclared(name, attribute)) : declared,
  };
  return { user, userPoolId, clientId, clientMetadata, now, fetch, environment, signal };
}

type Attributes = ChallengeUser['attributes'];

/** What a challenge didn't declare it doesn't get: what it reads in secret, nobody protects. */
const pick = (attributes: Attributes, names: readonly string[]): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));

/** Tells of each attribute that is read, that the user has, and that isn't declared. */
function watched(declared: Attributes, all: Attributes, tell: (attribute: string) => void): Attributes {
  const check = (attribute: string | symbol): void => {
    if (typeof attribute !== 'string' || Object.hasOwn(declared, attribute)) return;
    if (Object.hasOwn(all, attribute)) tell(attribute);
  };
  return new Proxy(declared, {
    get: (target, attribute) => {
      check(attribute);
      return Reflect.get(target, attribute);
    },
    has: (target, attribute) => {
      check(attribute);
      return Reflect.has(target, attribute);
    },
  });
}
