import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerCustomChallenge,
  beginCustomAuth,
  type CustomAuthSubject,
  continueAfterPassword,
  customAuthNotConfigured,
  type Invoke,
  lambdaMisconfigured,
  lambdaNotAllowed,
  lambdaThrew,
  lambdaTimedOut,
  type PendingChallenge,
  parseTriggerOutput,
} from '../../lib/cognito/index.ts';
import type { CognitoError, CustomAuthTrigger, SessionEntry } from '../../lib/protocol/index.ts';

const subject: CustomAuthSubject = {
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Ab129faBb',
  clientId: 'client1',
  userName: 'f5946488-0000-4000-8000-000000000000',
  userAttributes: { sub: 'f5946488-0000-4000-8000-000000000000', 'cognito:user_status': 'CONFIRMED' },
};
const head = {
  version: '1',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Ab129faBb',
  userName: subject.userName,
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client1' },
};

interface Invoked {
  readonly trigger: CustomAuthTrigger;
  readonly event: unknown;
}

/** Triggers that answer what they are told, or throw it; events and answers cross as JSON. */
function triggers(responses: { define?: unknown; create?: unknown; verify?: unknown }) {
  const invoked: Invoked[] = [];
  const invoke: Invoke = async (trigger, event) => {
    const crossed = JSON.parse(JSON.stringify(event)) as object;
    invoked.push({ trigger, event: crossed });
    const told = {
      DefineAuthChallenge: responses.define,
      CreateAuthChallenge: responses.create,
      VerifyAuthChallengeResponse: responses.verify,
    }[trigger];
    if (told instanceof Error) throw told;
    return { ...crossed, response: told };
  };
  return { invoke, invoked, names: () => invoked.map(({ trigger }) => trigger) };
}

const ask = { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false };
const created = {
  publicChallengeParameters: { deliveredTo: 'a***@e***' },
  privateChallengeParameters: { hash: 'x' },
  challengeMetadata: 'm1',
};
const pending: PendingChallenge = { session: [], privateParameters: { hash: 'x' }, challengeMetadata: 'm1' };

async function codeOf(outcome: Promise<unknown>): Promise<[string, string]> {
  const error = await outcome.then(
    () => {
      throw new Error('expected a refusal');
    },
    (thrown: CognitoError) => thrown,
  );
  return [error.code, error.message];
}

const refused = ['NotAuthorizedException', 'Incorrect username or password.'];
const unrecognizable = ['InvalidLambdaResponseException', 'Unrecognizable lambda output'];

describe('beginning', () => {
  // docs/cognito.md#12-events, docs/cognito.md#13-without-a-password
  test('Define gets an empty session and nulls, then Create the name and the same session', async () => {
    const { invoke, invoked } = triggers({ define: ask, create: created });
    expect(await beginCustomAuth(subject, invoke)).toEqual({
      kind: 'challenge',
      publicParameters: { deliveredTo: 'a***@e***' },
      state: pending,
    });
    const { userAttributes } = subject;
    expect(invoked).toEqual([
      {
        trigger: 'DefineAuthChallenge',
        event: {
          ...head,
          triggerSource: 'DefineAuthChallenge_Authentication',
          request: { userAttributes, session: [] },
          response: { challengeName: null, issueTokens: null, failAuthentication: null },
        },
      },
      {
        trigger: 'CreateAuthChallenge',
        event: {
          ...head,
          triggerSource: 'CreateAuthChallenge_Authentication',
          request: { userAttributes, challengeName: 'CUSTOM_CHALLENGE', session: [] },
          response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
        },
      },
    ]);
  });

  // docs/cognito.md#13-without-a-password
  test('tokens can come straight from InitiateAuth; Create is not invoked', async () => {
    const { invoke, names } = triggers({ define: { issueTokens: true } });
    expect(await beginCustomAuth(subject, invoke)).toEqual({ kind: 'tokens' });
    expect(names()).toEqual(['DefineAuthChallenge']);
  });

  // docs/cognito.md#14-password-first
  test('SRP_A stands in the session, and Define may ask the password', async () => {
    const { invoke, invoked } = triggers({ define: { challengeName: 'PASSWORD_VERIFIER' } });
    const srp: SessionEntry = { challengeName: 'SRP_A', challengeResult: true, challengeMetadata: null };
    expect(await beginCustomAuth(subject, invoke, { srpA: true })).toEqual({
      kind: 'passwordVerifier',
      state: { session: [srp] },
    });
    expect(invoked).toMatchObject([{ event: { request: { session: [srp] } } }]);
  });

  // docs/cognito.md#14-password-first
  test('Define may answer SRP_A with a custom challenge and skip the password', async () => {
    const { invoke, names } = triggers({ define: ask, create: created });
    expect(await beginCustomAuth(subject, invoke, { srpA: true })).toMatchObject({ kind: 'challenge' });
    expect(names()).toEqual(['DefineAuthChallenge', 'CreateAuthChallenge']);
  });

  // docs/cognito.md#31-unknown-users
  test('userNotFound is there only where the caller gives it, and attributes of nobody are empty', async () => {
    const { invoke, invoked } = triggers({ define: ask, create: created });
    await beginCustomAuth({ ...subject, userName: 'nobody', userAttributes: {}, userNotFound: true }, invoke);
    await beginCustomAuth({ ...subject, userNotFound: false }, invoke);
    expect(invoked).toMatchObject([
      { event: { userName: 'nobody', request: { userAttributes: {}, userNotFound: true } } },
      { event: { userName: 'nobody', request: { userAttributes: {}, userNotFound: true } } },
      { event: { request: { userNotFound: false } } },
      { event: { request: { userNotFound: false } } },
    ]);
  });
});

describe('answering', () => {
  // docs/cognito.md#12-events, docs/cognito.md#13-without-a-password, docs/cognito.md#2-client-metadata
  test('Verify gets private parameters and no session; then Define and Create get the new entry', async () => {
    const { invoke, invoked } = triggers({ verify: { answerCorrect: false }, define: ask, create: created });
    const entry: SessionEntry = {
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult: false,
      challengeMetadata: 'm1',
    };
    const clientMetadata = { choice: 'emailOtp' };
    const outcome = await answerCustomChallenge(subject, pending, { answer: '123456', clientMetadata }, invoke);
    expect(outcome).toMatchObject({ kind: 'challenge', state: { session: [entry] } });
    expect(invoked.map(({ event }) => event)).toEqual([
      {
        ...head,
        triggerSource: 'VerifyAuthChallengeResponse_Authentication',
        request: {
          userAttributes: subject.userAttributes,
          privateChallengeParameters: { hash: 'x' },
          challengeAnswer: '123456',
          clientMetadata,
        },
        response: { answerCorrect: null },
      },
      expect.objectContaining({
        request: { userAttributes: subject.userAttributes, session: [entry], clientMetadata },
      }),
      expect.objectContaining({
        request: {
          userAttributes: subject.userAttributes,
          challengeName: 'CUSTOM_CHALLENGE',
          session: [entry],
          clientMetadata,
        },
      }),
    ]);
  });

  // docs/cognito.md#2-client-metadata
  test('without ClientMetadata in the request, no event has any', async () => {
    const { invoke, invoked } = triggers({ verify: { answerCorrect: true }, define: ask, create: created });
    await answerCustomChallenge(subject, pending, { answer: 'a' }, invoke);
    expect(invoked).toHaveLength(3);
    for (const { event } of invoked) expect(event).not.toHaveProperty('request.clientMetadata');
  });

  // docs/cognito.md#12-events
  test('metadata that Create did not set is null in the session', async () => {
    const { invoke, invoked } = triggers({
      verify: { answerCorrect: true },
      define: ask,
      create: { privateChallengeParameters: { a: 'b' } },
    });
    const first = await beginCustomAuth(subject, invoke);
    if (first.kind !== 'challenge') throw new Error('expected a challenge');
    await answerCustomChallenge(subject, first.state, { answer: 'a' }, invoke);
    expect(invoked[3]).toMatchObject({
      event: {
        request: {
          session: [{ challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: null }],
        },
      },
    });
  });

  // docs/cognito.md#13-without-a-password
  test('a wrong answer alone refuses nothing, and a right one gives nothing: Define decides', async () => {
    const wrong = triggers({ verify: { answerCorrect: false }, define: { issueTokens: true } });
    expect(await answerCustomChallenge(subject, pending, { answer: 'a' }, wrong.invoke)).toEqual({ kind: 'tokens' });
    const right = triggers({ verify: { answerCorrect: true }, define: { failAuthentication: true } });
    expect(await codeOf(answerCustomChallenge(subject, pending, { answer: 'a' }, right.invoke))).toEqual(refused);
  });

  // docs/cognito.md#13-without-a-password
  test('there is no cap on rounds', async () => {
    const { invoke } = triggers({ verify: { answerCorrect: false }, define: ask, create: created });
    let outcome = await beginCustomAuth(subject, invoke);
    for (let round = 0; round < 30; round++) {
      if (outcome.kind !== 'challenge') throw new Error('expected a challenge');
      outcome = await answerCustomChallenge(subject, outcome.state, { answer: 'a' }, invoke);
    }
    expect(outcome).toMatchObject({ state: { session: { length: 30 } } });
  });

  // docs/cognito.md#16-what-create-and-verify-may-answer, docs/cognito.md#12-choices-this-project-makes
  test('an answerCorrect that was left null is a wrong answer', async () => {
    const { invoke, invoked } = triggers({ verify: { answerCorrect: null }, define: ask, create: created });
    await answerCustomChallenge(subject, pending, { answer: 'a' }, invoke);
    expect(invoked[1]).toMatchObject({ event: { request: { session: [{ challengeResult: false }] } } });
  });

  test.each(['true', 1, {}])('an answerCorrect of %j is unrecognizable', async (answerCorrect) => {
    const { invoke, names } = triggers({ verify: { answerCorrect }, define: ask, create: created });
    expect(await codeOf(answerCustomChallenge(subject, pending, { answer: 'a' }, invoke))).toEqual(unrecognizable);
    expect(names()).toEqual(['VerifyAuthChallengeResponse']);
  });

  // docs/cognito.md#14-password-first
  test('after the password, Define sees both entries and the metadata of that request', async () => {
    const { invoke, invoked } = triggers({ define: ask, create: created });
    const session = [{ challengeName: 'SRP_A', challengeResult: true, challengeMetadata: null }];
    const outcome = await continueAfterPassword(subject, { session }, { clientMetadata: { a: 'b' } }, invoke);
    expect(outcome.kind).toBe('challenge');
    expect(invoked[0]).toMatchObject({
      event: {
        request: {
          session: [...session, { challengeName: 'PASSWORD_VERIFIER', challengeResult: true, challengeMetadata: null }],
          clientMetadata: { a: 'b' },
        },
      },
    });
  });

  test('what the state holds is plain JSON, and nothing of it reaches the client', async () => {
    const { invoke } = triggers({ define: ask, create: created });
    const outcome = await beginCustomAuth(subject, invoke);
    if (outcome.kind !== 'challenge') throw new Error('expected a challenge');
    expect(JSON.parse(JSON.stringify(outcome.state))).toEqual(outcome.state);
    expect(outcome.publicParameters).toEqual(created.publicChallengeParameters);
  });
});

describe("Define's answer", () => {
  const begin = (define: unknown, over: Partial<CustomAuthSubject> = {}) =>
    beginCustomAuth({ ...subject, ...over }, triggers({ define, create: created }).invoke);

  // docs/cognito.md#15-what-define-may-answer
  test('issueTokens wins over a challenge', async () => {
    expect(await begin({ ...ask, issueTokens: true })).toEqual({ kind: 'tokens' });
  });

  // docs/cognito.md#13-without-a-password
  test('failAuthentication is NotAuthorizedException', async () => {
    expect(await codeOf(begin({ ...ask, failAuthentication: true }))).toEqual(refused);
  });

  // docs/cognito.md#31-unknown-users, docs/cognito.md#12-choices-this-project-makes
  test('tokens for an unknown user are NotAuthorizedException', async () => {
    expect(await codeOf(begin({ issueTokens: true }, { userNotFound: true }))).toEqual(refused);
    expect(await begin({ issueTokens: true }, { userNotFound: false })).toEqual({ kind: 'tokens' });
  });

  // docs/cognito.md#15-what-define-may-answer, docs/cognito.md#12-choices-this-project-makes
  test.each([
    ['both flags', { issueTokens: true, failAuthentication: true }],
    ['nothing set', { challengeName: null, issueTokens: null, failAuthentication: null }],
    ['no flag and no name', { issueTokens: false, failAuthentication: false }],
    ['an empty name', { challengeName: '' }],
    ['a name that is no text', { challengeName: 1 }],
    ['a flag that is no Boolean', { issueTokens: 'true' }],
    ['no response', undefined],
    ['a response that is a list', []],
  ])('%s is unrecognizable', async (_, response) => {
    expect(await codeOf(begin(response))).toEqual(unrecognizable);
  });

  test.each(['SRP_A', 'SMS_MFA', 'NEW_PASSWORD_REQUIRED', 'PASSWORD_VERIFIER', 'SOMETHING'])(
    '1.5: the name %s is echoed, and Create not invoked',
    async (challengeName) => {
      expect(await begin({ challengeName })).toEqual({ kind: 'echoed', challengeName });
    },
  );

  // docs/cognito.md#15-what-define-may-answer
  test.each([undefined, null])('an output of %j is invalid JSON', async (output) => {
    expect(await codeOf(beginCustomAuth(subject, async () => output))).toEqual([
      'InvalidLambdaResponseException',
      'Invalid lambda function output : Invalid JSON',
    ]);
  });

  // docs/cognito.md#18-errors
  test.each(['a text', 1, [[]]])('an output of %j is unrecognizable', async (output) => {
    expect(await codeOf(beginCustomAuth(subject, async () => output))).toEqual(unrecognizable);
  });

  test('whatever Define answers, tokens take issueTokens === true for a user that exists', async () => {
    const anything = fc.record({
      challengeName: fc.oneof(fc.constantFrom('CUSTOM_CHALLENGE', 'SRP_A', null, ''), fc.jsonValue()),
      issueTokens: fc.oneof(fc.boolean(), fc.jsonValue()),
      failAuthentication: fc.oneof(fc.boolean(), fc.jsonValue()),
    });
    await fc.assert(
      fc.asyncProperty(anything, fc.constantFrom(true, false, undefined), async (response, userNotFound) => {
        const outcome = await begin(response, { userNotFound }).catch((error: CognitoError) => error);
        const tokens = 'kind' in outcome && outcome.kind === 'tokens';
        const noFailure = response.failAuthentication === false || response.failAuthentication === null;
        expect(tokens).toBe(response.issueTokens === true && noFailure && userNotFound !== true);
      }),
    );
  });
});

describe("Create's answer", () => {
  const begin = (create: unknown) => beginCustomAuth(subject, triggers({ define: ask, create }).invoke);

  // docs/cognito.md#16-what-create-and-verify-may-answer
  test('public parameters may stay null', async () => {
    expect(await begin({ ...created, publicChallengeParameters: null })).toMatchObject({ publicParameters: {} });
  });

  // docs/cognito.md#16-what-create-and-verify-may-answer
  test.each([{}, null, undefined])('private parameters of %j are NotAuthorizedException', async (none) => {
    expect(await codeOf(begin({ ...created, privateChallengeParameters: none }))).toEqual(refused);
  });

  // docs/cognito.md#16-what-create-and-verify-may-answer
  test.each([
    ["PHP's empty list", { publicChallengeParameters: [] }],
    ['a number in the map', { publicChallengeParameters: { attemptsLeft: 2 } }],
    ['a list in the map', { privateChallengeParameters: { codes: ['1'] } }],
    ['null in the map', { privateChallengeParameters: { code: null } }],
    ['metadata that is no text', { challengeMetadata: {} }],
  ])('%s is unrecognizable', async (_, over) => {
    expect(await codeOf(begin({ ...created, ...over }))).toEqual(unrecognizable);
  });
});

describe('failures, word for word', () => {
  // docs/cognito.md#18-errors
  test.each<[CognitoError, string, string]>([
    [
      lambdaThrew('CreateAuthChallenge', "'challengeMetaData'"),
      'UserLambdaValidationException',
      "CreateAuthChallenge failed with error 'challengeMetaData'.",
    ],
    [
      lambdaTimedOut('PostAuthentication'),
      'UnexpectedLambdaException',
      'PostAuthentication invocation failed due to error Socket timeout while invoking Lambda function.',
    ],
    [
      lambdaNotAllowed('VerifyAuthChallengeResponse'),
      'UnexpectedLambdaException',
      'VerifyAuthChallengeResponse invocation failed due to error AccessDeniedException.',
    ],
    [lambdaMisconfigured(), 'UnexpectedLambdaException', 'null invocation failed due to configuration.'],
    [
      customAuthNotConfigured(),
      'InvalidParameterException',
      'Custom auth lambda trigger is not configured for the user pool.',
    ],
  ])('%s', (error, code, message) => {
    expect([error.code, error.message]).toEqual([code, message]);
  });

  // docs/cognito.md#18-errors
  test('a trigger that fails fails the call, and no further trigger runs', async () => {
    const failure = lambdaThrew('VerifyAuthChallengeResponse', 'boom');
    const { invoke, names } = triggers({ verify: failure, define: { issueTokens: true } });
    await expect(answerCustomChallenge(subject, pending, { answer: 'a' }, invoke)).rejects.toBe(failure);
    expect(names()).toEqual(['VerifyAuthChallengeResponse']);
  });

  // docs/cognito.md#15-what-define-may-answer
  test.each([undefined, '', '{', 'undefined'])('the payload %j is invalid JSON', (payload) => {
    expect(() => parseTriggerOutput(payload)).toThrow('Invalid lambda function output : Invalid JSON');
  });

  test('a payload of JSON is parsed', () => {
    expect(parseTriggerOutput('{"response":{}}')).toEqual({ response: {} });
  });
});
