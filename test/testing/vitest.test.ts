import { expect, test } from 'vitest';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import {
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  lambdaContext,
  readFixture,
  simulate,
} from '../../lib/testing/index.ts';
import { countersignMatchers } from '../../lib/testing/vitest.ts';
import { createAuthChallengeHandler, defineAuthChallengeHandler } from '../../lib/triggers/index.ts';
import { alice, byEmail } from './flows.ts';

expect.extend(countersignMatchers);

const log = { info: () => {}, error: () => {} };
const define = defineAuthChallengeHandler(byEmail, { log });
const context = () => lambdaContext('define');
const answer = (response: object) => ({ ...defineAuthChallengeEvent(), response });

test("Define's answers", async () => {
  expect(await define(readFixture('define-first'), context())).toAsk('CUSTOM_CHALLENGE');
  expect(await define(readFixture('define-after-right'), context())).toIssueTokens();
  expect(await define(readFixture('define-after-three-wrong'), context())).toFailAuthentication();
  expect(await define(readFixture('define-after-wrong'), context())).not.toIssueTokens();
});

test("Create's answers, by the flow's own name", async () => {
  const create = createAuthChallengeHandler(byEmail, { log, decoySecret: 'simulated' });
  expect(await create(readFixture('create-unknown-user'), context())).toAsk('emailOtp');
});

test('a sign-in', async () => {
  const visit = await simulate(byEmail, alice);
  expect(visit).toBeAsking('emailOtp');
  expect(visit).not.toBeSignedIn();
  expect(visit).not.toBeRefused();
  await visit.answer(visit.outbox.lastCode());
  expect(visit).toBeSignedIn();
  const late = await simulate(byEmail, alice);
  late.clock.advance({ minutes: 4 });
  await late.answer('123456');
  expect(late).toBeRefused();
  expect(late).toBeRefused('NotAuthorizedException');
  expect(late).toBeRefused('Invalid session for the user, session is expired.');
  expect(late).not.toBeRefused('UserNotFoundException');
});

test.each<[string, () => void, string]>([
  [
    'tokens where a challenge is asked',
    () => expect(answer({ challengeName: 'CUSTOM_CHALLENGE' })).toIssueTokens(),
    'expected an answer that issues tokens, got one that asks CUSTOM_CHALLENGE',
  ],
  [
    'no tokens where they are issued',
    () => expect(answer({ issueTokens: true })).not.toIssueTokens(),
    'expected anything but an answer that issues tokens, got one that issues tokens',
  ],
  [
    'a failure where nothing was set',
    () => expect(answer({})).toFailAuthentication(),
    'expected an answer that fails the authentication, got one that Cognito answers with ' +
      'InvalidLambdaResponseException: Unrecognizable lambda output',
  ],
  [
    'a challenge where the authentication fails',
    () => expect(answer({ failAuthentication: true })).toAsk('CUSTOM_CHALLENGE'),
    'expected an answer that asks CUSTOM_CHALLENGE, got one that fails the authentication',
  ],
  [
    'a challenge where no handler answered',
    () => expect(undefined).toAsk('CUSTOM_CHALLENGE'),
    'got one that Cognito answers with InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON',
  ],
  [
    'a challenge where Create kept nothing private',
    () => expect(createAuthChallengeEvent()).toAsk('emailOtp'),
    'got one that Cognito answers with NotAuthorizedException: Incorrect username or password.',
  ],
  [
    'a challenge where Create names none',
    () =>
      expect({ ...createAuthChallengeEvent(), response: { privateChallengeParameters: { a: 'b' } } }).toAsk('emailOtp'),
    'expected an answer that asks emailOtp, got one without the public parameter challenge',
  ],
  [
    'a sign-in where there is none',
    () => expect({}).toBeSignedIn(),
    'expected a visit, as simulate(…) gives it, got object',
  ],
])('says what it expected and got: %s', (_, failing, message) => {
  expect(failing).toThrow(message);
});

test('says why a sign-in was refused, as the log has it', async () => {
  const visit = await simulate(byEmail, alice);
  expect(() => expect(visit).toBeSignedIn()).toThrow(
    'expected a sign-in that ended with tokens, got one that asks emailOtp',
  );
  const wrong = visit.outbox.lastCode() === '00000000' ? '11111111' : '00000000';
  await visit.answer(wrong);
  expect(() => expect(visit).toBeRefused('UserNotFoundException')).toThrow(
    'expected a refused sign-in (UserNotFoundException), got one that asks emailOtp again (wrong)',
  );
  await visit.answer(wrong);
  await visit.answer(wrong);
  expect(() => expect(visit).toBeAsking('emailOtp')).toThrow(
    'got one that was refused (NotAuthorizedException: Incorrect username or password.); why: challenge-failed',
  );
  await visit.begin();
  await visit.answer(visit.outbox.lastCode());
  expect(() => expect(visit).toBeRefused()).toThrow('expected a refused sign-in, got one that ended with tokens');
});

test('says of a sign-in that waits for how long', async () => {
  const waits = { guesses: { free: 1, wait: 90 } };
  const own = defineChallenge({ factor: 'knowledge', limits: waits, ...parts });
  const flow = defineFlow({ own }, function* ({ pass }) {
    yield* pass('own');
  });
  const visit = await simulate(flow, alice);
  for (const answer of ['1', '2']) await visit.answer(answer);
  expect(() => expect(visit).toBeSignedIn()).toThrow(
    'got one that asks own again (wait), and looks at no answer for 90 s',
  );
  await visit.begin();
  expect(() => expect(visit).toBeSignedIn()).toThrow('got one that asks own, and looks at no answer for 90 s');
});

const parts = { create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => false };

test.each([
  [
    'a challenge',
    defineFlow(
      {
        code: defineChallenge({
          ...{ ...parts, factor: 'possession' },
          create: () => {
            throw new TypeError('no route to the directory');
          },
        }),
      },
      function* ({ pass }) {
        yield* pass('code');
      },
    ),
    'CreateAuthChallenge failed with error Something went wrong. Please try again later.); why: TypeError: no route to the directory',
  ],
  [
    'the flow',
    defineFlow({ code: defineChallenge({ ...parts, factor: 'possession' }) }, function* ({ pass }) {
      if (Object.keys(pass).length === 0) throw new RangeError('out of the list');
      yield* pass('code');
    }),
    'Incorrect username or password.); why: throws, RangeError: out of the list',
  ],
])('says what %s threw, message and all', async (_case, flow, message) => {
  const visit = await simulate(flow, alice);
  expect(() => expect(visit).toBeSignedIn()).toThrow(message);
});

test('an answer that breaks the reader itself is no verdict', () => {
  const broken = {
    response: Object.defineProperty({}, 'issueTokens', {
      get: () => {
        throw new Error('broken getter');
      },
    }),
  };
  expect(() => expect(broken).toIssueTokens()).toThrow('broken getter');
});
