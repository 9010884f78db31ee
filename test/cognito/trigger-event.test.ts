import { expect, test } from 'vitest';
import {
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  exampleUserAttributes,
  sessionEntry,
  verifyAuthChallengeResponseEvent,
} from '../../lib/cognito/index.ts';
import { lambdaContext } from '../../lib/testing/index.ts';
import {
  createAuthChallengeHandler,
  defineAuthChallengeHandler,
  verifyAuthChallengeResponseHandler,
} from '../../lib/triggers/index.ts';
import { byEmail } from '../testing/flows.ts';

const verifyOptions = { privateChallengeParameters: { a: 'b' }, challengeAnswer: '1' };

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}

test('a bare event is that of the first round, with every member Cognito sends and no other', () => {
  expect(defineAuthChallengeEvent()).toEqual({
    version: '1',
    triggerSource: 'DefineAuthChallenge_Authentication',
    region: 'us-east-1',
    userPoolId: 'us-east-1_Ab129faBb',
    userName: exampleUserAttributes.sub,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
    request: { userAttributes: exampleUserAttributes, session: [] },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  });
  expect(Object.keys(createAuthChallengeEvent().request)).toEqual(['userAttributes', 'challengeName', 'session']);
  expect(Object.keys(verifyAuthChallengeResponseEvent(verifyOptions).request)).toEqual([
    'userAttributes',
    'privateChallengeParameters',
    'challengeAnswer',
  ]);
});

test('what is given stands in the event', () => {
  const event = createAuthChallengeEvent({
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_1',
    clientId: 'c',
    userName: 'u',
    userAttributes: { a: 'b' },
    userNotFound: false,
    clientMetadata: { choice: 'emailOtp' },
    awsSdkVersion: 'aws-sdk-js-3',
    challengeName: 'CUSTOM_CHALLENGE',
    session: [sessionEntry(true), sessionEntry(false, 'm', 'SRP_A')],
  });
  expect(event).toMatchObject({
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_1',
    userName: 'u',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3', clientId: 'c' },
    request: {
      userAttributes: { a: 'b' },
      userNotFound: false,
      clientMetadata: { choice: 'emailOtp' },
      session: [
        { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: null },
        { challengeName: 'SRP_A', challengeResult: false, challengeMetadata: 'm' },
      ],
    },
  });
});

test('an unknown user has no attributes, and the name that was typed', () => {
  expect(defineAuthChallengeEvent({ userNotFound: true })).toMatchObject({
    userName: 'nobody@example.com',
    request: { userNotFound: true, userAttributes: {} },
  });
});

test('each event has objects of its own', () => {
  const session = [sessionEntry(true)];
  const first = defineAuthChallengeEvent({ session });
  first.request.userAttributes.email = 'mallory@example.com';
  first.request.session.push(sessionEntry(true));
  const second = defineAuthChallengeEvent({ session });
  expect(second.request.userAttributes.email).toBe('alice@example.com');
  expect(second.request.session).toEqual([sessionEntry(true)]);
});

test('the handlers take deep-frozen events: none writes into what it got', async () => {
  const options = { log: { info: () => {}, error: () => {} }, decoySecret: 'simulated' };
  const context = lambdaContext('frozen');
  const defined = await defineAuthChallengeHandler(byEmail, options)(deepFreeze(defineAuthChallengeEvent()), context);
  expect(defined.response.challengeName).toBe('CUSTOM_CHALLENGE');
  const create = createAuthChallengeHandler(byEmail, options);
  const { response } = await create(deepFreeze(createAuthChallengeEvent({ userNotFound: true })), context);
  expect(response.publicChallengeParameters).toMatchObject({ challenge: 'emailOtp' });
  const verify = verifyAuthChallengeResponseHandler(byEmail, options);
  const verified = await verify(deepFreeze(verifyAuthChallengeResponseEvent(verifyOptions)), context);
  expect(verified.response.answerCorrect).toBe(false);
});
