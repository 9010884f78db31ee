import type { DefineAuthChallengeTriggerHandler } from 'aws-lambda';
import { expectTypeOf, test } from 'vitest';
import type { CreateAuthChallengeEvent, DefineAuthChallengeEvent } from '../../lib/protocol/index.ts';
import {
  type FixtureName,
  type Ledger,
  MemoryLedger,
  readFixture,
  SimulatedClock,
  simulate,
  type VisitStep,
} from '../../lib/testing/index.ts';
import { alice, byChoice, byEmail } from './flows.ts';

const visit = await simulate(byChoice, alice);

test('steps narrow by name to the parameters of the flow', () => {
  expectTypeOf<VisitStep<typeof byChoice>['name']>().toEqualTypeOf<
    'emailOtp' | 'pin' | 'choose' | 'signedIn' | 'refused'
  >();
  const { step } = visit;
  if (step.name === 'pin') expectTypeOf(step.parameters).toEqualTypeOf<{ length: string }>();
  if (step.name === 'choose') expectTypeOf(step.parameters.options).toEqualTypeOf<readonly ('emailOtp' | 'pin')[]>();
  if (step.name === 'emailOtp') expectTypeOf(step.attemptsLeft).toEqualTypeOf<number | undefined>();
  if (step.name === 'emailOtp') expectTypeOf(step.retryAfter).toEqualTypeOf<number | undefined>();
  if (step.name === 'refused') expectTypeOf(step.error.code).toEqualTypeOf<string>();
  // @ts-expect-error tokens have no parameters
  if (step.name === 'signedIn') step.parameters;
  // @ts-expect-error there is no such challenge
  if (step.name === 'passkey') step.parameters;
});

test('answers are those that the challenges take', async () => {
  await visit.answer('123456');
  await visit.answer({ pin: '1' });
  // @ts-expect-error no challenge takes a number
  await visit.answer(123456);
  const plain = await simulate(byEmail, alice);
  // @ts-expect-error the flow has no challenge whose answer is an object
  await plain.answer({ pin: '1' });
});

test('a choice takes what is offered', async () => {
  await visit.choose('pin');
  // @ts-expect-error not offered
  await visit.choose('passkey');
  const plain = await simulate(byEmail, alice);
  // @ts-expect-error the flow offers nothing
  await plain.choose('emailOtp');
});

test('a user has attributes, or is not found', async () => {
  await simulate(byEmail, { userNotFound: true });
  // @ts-expect-error attributes are texts
  await simulate(byEmail, { attributes: { email_verified: true } });
  // @ts-expect-error nobody has no attributes
  await simulate(byEmail, { userNotFound: true, attributes: {} });
  // @ts-expect-error who?
  await simulate(byEmail, {});
});

test('a ledger is one, and the kit has one to share', async () => {
  const ledger = new MemoryLedger();
  expectTypeOf(ledger).toExtend<Ledger>();
  await simulate(byEmail, alice, { ledger, clock: new SimulatedClock(0) });
  // @ts-expect-error that is none
  await simulate(byEmail, alice, { ledger: new Map() });
});

test('handlers of other makes are taken', async () => {
  const define: DefineAuthChallengeTriggerHandler = async (event) => event;
  await simulate(byEmail, alice, { handlers: { define } });
});

test('fixtures are typed by their names', () => {
  expectTypeOf(readFixture('define-first')).toEqualTypeOf<DefineAuthChallengeEvent>();
  expectTypeOf(readFixture('create-first')).toEqualTypeOf<CreateAuthChallengeEvent>();
  expectTypeOf<'verify-right'>().toExtend<FixtureName>();
});
