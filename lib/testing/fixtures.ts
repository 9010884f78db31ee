import type {
  CreateAuthChallengeEvent,
  DefineAuthChallengeEvent,
  VerifyAuthChallengeResponseEvent,
} from '../protocol/index.ts';
import { UnknownFixtureError } from './errors.ts';
import createFirst from './fixtures/create-first.json' with { type: 'json' };
import createRepeat from './fixtures/create-repeat.json' with { type: 'json' };
import createSrpFirst from './fixtures/create-srp-first.json' with { type: 'json' };
import createUnknownUser from './fixtures/create-unknown-user.json' with { type: 'json' };
import defineAfterPassword from './fixtures/define-after-password.json' with { type: 'json' };
import defineAfterRight from './fixtures/define-after-right.json' with { type: 'json' };
import defineAfterThreeWrong from './fixtures/define-after-three-wrong.json' with { type: 'json' };
import defineAfterWrong from './fixtures/define-after-wrong.json' with { type: 'json' };
import defineFirst from './fixtures/define-first.json' with { type: 'json' };
import defineSrpFirst from './fixtures/define-srp-first.json' with { type: 'json' };
import defineUnknownUser from './fixtures/define-unknown-user.json' with { type: 'json' };
import defineUnknownUserAfterWrong from './fixtures/define-unknown-user-after-wrong.json' with { type: 'json' };
import verifyRight from './fixtures/verify-right.json' with { type: 'json' };
import verifyUnknownUser from './fixtures/verify-unknown-user.json' with { type: 'json' };
import verifyWrong from './fixtures/verify-wrong.json' with { type: 'json' };

const fixtures = {
  'define-first': defineFirst,
  'define-after-right': defineAfterRight,
  'define-after-wrong': defineAfterWrong,
  'define-after-three-wrong': defineAfterThreeWrong,
  'define-unknown-user': defineUnknownUser,
  'define-unknown-user-after-wrong': defineUnknownUserAfterWrong,
  'define-srp-first': defineSrpFirst,
  'define-after-password': defineAfterPassword,
  'create-first': createFirst,
  'create-repeat': createRepeat,
  'create-unknown-user': createUnknownUser,
  'create-srp-first': createSrpFirst,
  'verify-right': verifyRight,
  'verify-wrong': verifyWrong,
  'verify-unknown-user': verifyUnknownUser,
};

/** The fixtures: each trigger's event at each stage of a sign-in by e-mailed code. */
export type FixtureName =
  | 'define-first'
  | 'define-after-right'
  | 'define-after-wrong'
  | 'define-after-three-wrong'
  | 'define-unknown-user'
  | 'define-unknown-user-after-wrong'
  | 'define-srp-first'
  | 'define-after-password'
  | 'create-first'
  | 'create-repeat'
  | 'create-unknown-user'
  | 'create-srp-first'
  | 'verify-right'
  | 'verify-wrong'
  | 'verify-unknown-user';

/** The event that a fixture holds. */
export type FixtureEvent<Name extends FixtureName> = Name extends `define-${string}`
  ? DefineAuthChallengeEvent
  : Name extends `create-${string}`
    ? CreateAuthChallengeEvent
    : VerifyAuthChallengeResponseEvent;

/** The fixtures' names, in the order of a sign-in. */
export const fixtureNames = (): string[] => Object.keys(fixtures);

/**
 * Reads an event as Cognito sends it at one stage of a sign-in: a copy of its own each time.
 *
 * They come from a flow that passes one `emailOtp`. The code is 123456, and it expires in 2099.
 *
 * @throws UnknownFixtureError if there is none of that name.
 * @example
 * const answer = await handler(readFixture('define-after-three-wrong'), context);
 */
export function readFixture<Name extends FixtureName>(name: Name): FixtureEvent<Name>;
export function readFixture(name: string): FixtureEvent<FixtureName>;
export function readFixture(name: string): unknown {
  if (!Object.hasOwn(fixtures, name)) {
    throw new UnknownFixtureError(`there is no fixture ${name}, only ${fixtureNames().join(', ')}`);
  }
  return structuredClone(fixtures[name as FixtureName]);
}
