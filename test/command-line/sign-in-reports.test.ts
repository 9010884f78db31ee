import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type SignInReportsOptions, signInReports } from '../../lib/command-line/local/sign-in-reports.ts';
import type { CallTrace, TriggerTrace } from '../../lib/local/index.ts';

const SUB = '467e3f8a-83d6-44ad-b673-05be14712de4';
const at = new Date(2026, 0, 2, 3, 4, 5).getTime();
let invocations = 0;

const trigger = (name: string, more: Partial<TriggerTrace> = {}): TriggerTrace => {
  invocations += 1;
  const requestId = `invocation-${invocations}`;
  return {
    ...{
      kind: 'trigger',
      id: `epoch-${invocations}`,
      requestId: '',
      at,
      trigger: name,
      functionArn: 'arn',
      userName: SUB,
    },
    ...{ durationMs: 1, outcome: 'answered' },
    tries: [{ requestId, startedAt: at, durationMs: 1, cold: false, outcome: 'answered' }],
    ...more,
  };
};

const call = (operation: string, more: Partial<CallTrace> = {}): CallTrace => ({
  ...{ kind: 'call', id: 'epoch-0', requestId: '', at, operation, durationMs: 1, status: 200, ...more },
});

type Line = Readonly<Record<string, unknown>>;

/** What is said of calls, each with the triggers that it invoked and what those logged. */
const saidOf = (...calls: readonly Call[]) => saidIn([], ...calls);

type Call = readonly [CallTrace, ...(readonly [TriggerTrace, Line?])[]];
type Pools = ReturnType<NonNullable<SignInReportsOptions['pools']>>;

/** The same, where these pools run. */
async function saidIn(pools: Pools, ...calls: readonly Call[]) {
  const said: string[] = [];
  const reports = signInReports((line) => said.push(line), { pools: () => pools, logsAfterMs: 5 });
  for (const [index, [event, ...invoked]] of calls.entries()) {
    const requestId = `call-${index}`;
    for (const [each, line] of invoked) {
      reports.onTrace({ ...each, requestId });
      // A log comes before the answer or a little after it.
      if (line)
        setTimeout(() => reports.onLog({ text: JSON.stringify({ requestId: each.tries[0]?.requestId, ...line }) }));
    }
    reports.onTrace({ ...event, requestId });
    await sleep(20);
  }
  return said;
}

const begins = [
  call('InitiateAuth', { username: 'alice@example.com' }),
  [trigger('DefineAuthChallenge', { decision: { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false } })],
  [trigger('CreateAuthChallenge'), { decision: 'create', challenge: 'emailOtp' }],
] as const;

test('tells of a message that was not delivered, by what the function logged or else by what Lambda says, and no more', async () => {
  const said: string[] = [];
  const reports = signInReports((line) => said.push(line), { logsAfterMs: 5 });
  const error = { name: 'MessageNotSentError', message: 'SES refused it', code: 'message-not-sent' };
  const line = { trigger: 'DeliverMessage', decision: 'fail', challenge: 'emailOtp', requestId: 'try-1', error };
  reports.onEventTry({
    functionName: 'Deliver',
    requestId: 'try-1',
    failure: 'SesError: refused',
    againAfterMs: 3_000,
  });
  reports.onLog({ text: JSON.stringify(line) });
  await sleep(20);
  reports.onEventTry({ functionName: 'Deliver', requestId: 'try-2', failure: 'Runtime.ExitError: exit status 129' });
  reports.onEventTry({ functionName: 'Deliver', requestId: 'try-3' });
  await sleep(20);
  expect(said.map((each) => each.replace(/^\d\d:\d\d:\d\d {2}/, ''))).toEqual([
    "the message of emailOtp isn't known to have been sent (MessageNotSentError: SES refused it): tried again in 3 s",
    "Deliver isn't known to have sent its message (Runtime.ExitError: exit status 129): it is not tried again",
  ]);
});

test('says where a challenge was asked and nothing was sent', async () => {
  const [asked, define] = begins;
  const create = trigger('CreateAuthChallenge');
  expect(
    await saidOf([asked, define, [create, { decision: 'create', challenge: 'emailOtp', reason: 'message-budget' }]]),
  ).toEqual([
    expect.stringMatching(
      /alice@example\.com: asked emailOtp \(nothing was sent: message-budget\)\. As many messages went out as may: wait/,
    ),
  ]);
});

test('tells a step by when it was answered: after the message that it sent', async () => {
  const [asked, ...invoked] = begins;
  expect(await saidOf([{ ...asked, durationMs: 1_100 }, ...invoked])).toEqual([
    '03:04:06  alice@example.com: asked emailOtp',
  ]);
});

test('a line for each step, by the name that was typed, with the reason of what went wrong', async () => {
  const wrong = trigger('VerifyAuthChallengeResponse', { decision: { answerCorrect: false } });
  const refused = trigger('DefineAuthChallenge', { decision: { issueTokens: false, failAuthentication: true } });
  const right = trigger('VerifyAuthChallengeResponse', { decision: { answerCorrect: true } });
  const tokens = trigger('DefineAuthChallenge', { decision: { issueTokens: true, failAuthentication: false } });
  const responds = call('RespondToAuthChallenge', { username: SUB });

  expect(
    await saidOf(
      [...begins],
      [responds, [wrong, { decision: 'wrong', reason: 'expired' }], begins[1], begins[2]],
      [
        {
          ...responds,
          status: 400,
          errorType: 'NotAuthorizedException',
          errorMessage: 'Incorrect username or password.',
        },
        [wrong, { decision: 'wrong' }],
        [refused, { decision: 'refuse', reason: 'challenge-failed' }],
      ],
      [responds, [right, { decision: 'right' }], [tokens, { decision: 'tokens' }]],
    ),
  ).toEqual([
    '03:04:05  alice@example.com: asked emailOtp',
    '03:04:05  alice@example.com: wrong answer (expired), asked emailOtp',
    '03:04:05  alice@example.com: wrong answer, refused (challenge-failed)',
    '03:04:05  alice@example.com: right answer, signed in',
  ]);
});

test('an unknown name, and what to do', async () => {
  const decoy = { ...trigger('DefineAuthChallenge'), userNotFound: true } as const;

  expect(
    await saidOf(
      [call('InitiateAuth', { username: 'bob' }), [decoy, { decision: 'ask' }]],
      [call('InitiateAuth', { username: 'bob', status: 400, errorType: 'UserNotFoundException', errorMessage: 'No.' })],
    ),
  ).toEqual([
    '03:04:05  bob: no such user here: a decoy was shown. Make one: start with --user bob',
    '03:04:05  bob: no such user here. Make one: start with --user bob',
  ]);
});

const email = { usernameAttributes: ['email'] } as const;
const phone = { usernameAttributes: ['phone_number'] } as const;
const names = { usernameAttributes: [] } as const;

test.each<[string, Pools, string, string]>([
  ['a name, where there are names', [names], 'bob', 'Make one: start with --user bob'],
  ['an address, where people sign in by theirs', [email], 'bob@b.org', 'Make one: start with --user bob@b.org'],
  ['a number, where people sign in by theirs', [phone], '+15555550100', 'Make one: start with --user +15555550100'],
  ['a name', [email], 'bob', 'People sign in by their e-mail address: make one, start with --user and that'],
  ['a number', [email], '+1555', 'People sign in by their e-mail address: make one, start with --user and that'],
  ['an address', [phone], 'b@b.org', 'People sign in by their phone number: make one, start with --user and that'],
  [
    'both',
    [email, phone],
    'b',
    'People sign in by their e-mail address or phone number: make one, start with --user and that',
  ],
  ['a name that one of the pools takes', [email, names], 'bob', 'Make one: start with --user bob'],
])('who is made is named by what people sign in by: %s', async (_case, pools, username, advice) => {
  const decoy = { ...trigger('DefineAuthChallenge'), userNotFound: true } as const;

  expect(await saidIn(pools, [call('InitiateAuth', { username }), [decoy, { decision: 'ask' }]])).toEqual([
    `03:04:05  ${username}: no such user here: a decoy was shown. ${advice}`,
  ]);
});

test('what nobody looked at, what had passed before, and what to do then', async () => {
  const wrong = trigger('VerifyAuthChallengeResponse', { decision: { answerCorrect: false } });
  const failed = trigger('CreateAuthChallenge', { outcome: 'failed' });
  const responds = call('RespondToAuthChallenge', { username: SUB });
  const error = {
    name: 'LedgerUnavailableError',
    code: 'ledger-unavailable',
    message: "the ledger's table can't be used",
  };
  const lambda = { status: 400, errorType: 'UserLambdaValidationException', username: 'al' };

  expect(
    await saidOf(
      [...begins],
      [responds, [wrong, { decision: 'wrong', reason: 'locked' }], begins[1], begins[2]],
      [responds, [wrong, { decision: 'wrong', reason: 'used' }], begins[1], begins[2]],
      [responds, [wrong, { decision: 'fail', error }], begins[1], begins[2]],
      [call('InitiateAuth', lambda), [failed, { decision: 'fail', error }]],
    ),
  ).toEqual([
    '03:04:05  alice@example.com: asked emailOtp',
    '03:04:05  alice@example.com: answer not looked at (locked), asked emailOtp. Too many answers were wrong: wait as long as it says, or forgive them by countersign unlock alice@example.com',
    '03:04:05  alice@example.com: wrong answer (used), asked emailOtp. It was right, and had passed before, which it does once: sign in with another one',
    "03:04:05  alice@example.com: answer not looked at (LedgerUnavailableError: the ledger's table can't be used), asked emailOtp. Nobody gets in without the ledger: what it misses stands under cause in the function's log line",
    "03:04:05  al: CreateAuthChallenge failed (LedgerUnavailableError: the ledger's table can't be used). Nobody gets in without the ledger: what it misses stands under cause in the function's log line",
  ]);
});

test('what a function threw, by its log, and what Cognito refuses itself', async () => {
  const failed = trigger('CreateAuthChallenge', { outcome: 'failed' });
  const late = trigger('DefineAuthChallenge', { outcome: 'timed out' });
  const lambda = { status: 400, errorType: 'UserLambdaValidationException', username: 'al' };
  const error = { name: 'ChallengeOutputError', message: 'parameters must be texts', stack: 'at …' };

  expect(
    await saidOf(
      [call('InitiateAuth', lambda), [failed, { decision: 'fail', error }]],
      [call('InitiateAuth', lambda), [failed, { decision: 'fail', error: { name: 'TypeError' } }]],
      [call('InitiateAuth', { ...lambda, errorType: 'UnexpectedLambdaException' }), [late]],
      [
        call('InitiateAuth', {
          username: 'al',
          status: 400,
          errorType: 'InvalidParameterException',
          errorMessage: 'Not enabled.',
        }),
      ],
    ),
  ).toEqual([
    '03:04:05  al: CreateAuthChallenge failed (ChallengeOutputError: parameters must be texts)',
    '03:04:05  al: CreateAuthChallenge failed (TypeError)',
    '03:04:05  al: DefineAuthChallenge did not answer in time',
    '03:04:05  al: refused: Not enabled. (InvalidParameterException)',
  ]);
});

test('nothing of other calls, of a refresh, and of what says nothing', async () => {
  expect(
    await saidOf(
      [call('GetUser')],
      [call('SignUp', { username: 'al' })],
      [call('InitiateAuth')],
      [call('InitiateAuth', { username: 'al' })],
    ),
  ).toEqual([]);
});

test('names the trigger whose answer Cognito refuses, and says what to answer', async () => {
  const [asked, define] = begins;
  const responds = call('RespondToAuthChallenge', { username: 'alice@example.com', status: 400 });
  const badOutput = { errorType: 'InvalidLambdaResponseException', errorMessage: 'Unrecognizable lambda output' };
  const noOutput = { ...badOutput, errorMessage: 'Invalid lambda function output : Invalid JSON' };
  const notAuthorized = { errorType: 'NotAuthorizedException', errorMessage: 'Incorrect username or password.' };
  const verify = trigger('VerifyAuthChallengeResponse', { decision: { answerCorrect: 'yes' } });
  const neither = trigger('DefineAuthChallenge', { decision: { issueTokens: false } });
  const tokens = trigger('DefineAuthChallenge', { decision: { issueTokens: true } });
  expect(
    await saidOf(
      [{ ...asked, status: 400, ...notAuthorized }, define, [trigger('CreateAuthChallenge')]],
      [{ ...asked, status: 400, ...noOutput }, [trigger('DefineAuthChallenge')]],
      [{ ...asked, status: 400, ...badOutput }, [neither]],
      [{ ...asked, status: 400, ...badOutput }, define, [trigger('CreateAuthChallenge')]],
      [{ ...responds, ...badOutput }, [verify]],
      [{ ...responds, ...badOutput }, [tokens], [trigger('PreTokenGeneration')]],
    ),
  ).toEqual(
    [
      'CreateAuthChallenge answered what Cognito refuses: Incorrect username or password. (NotAuthorizedException). ' +
        'Its response must have at least one of privateChallengeParameters: Cognito refuses the sign-in where there is none',
      'DefineAuthChallenge answered what Cognito refuses: Invalid lambda function output : Invalid JSON ' +
        '(InvalidLambdaResponseException). Its handler must return the event, with the response in it',
      'DefineAuthChallenge answered what Cognito refuses: Unrecognizable lambda output (InvalidLambdaResponseException). ' +
        'Its response must have issueTokens or failAuthentication true, but not both, or else a challengeName',
      'CreateAuthChallenge answered what Cognito refuses: Unrecognizable lambda output (InvalidLambdaResponseException). ' +
        "Its response's parameters must be texts by name, and challengeMetadata a text",
      'VerifyAuthChallengeResponse answered what Cognito refuses: Unrecognizable lambda output ' +
        "(InvalidLambdaResponseException). Its response's answerCorrect must be true or false",
      'PreTokenGeneration answered what Cognito refuses: Unrecognizable lambda output (InvalidLambdaResponseException)',
    ].map((line) => `03:04:05  alice@example.com: ${line}`),
  );
});

test("says what a trigger threw where its log doesn't, and doesn't call a sign-in done that failed after Define", async () => {
  const right = trigger('VerifyAuthChallengeResponse', { decision: { answerCorrect: true } });
  const tokens = trigger('DefineAuthChallenge', { decision: { issueTokens: true } });
  const errorMessage = 'TENANT is not set\n    at handler (index.js:1:1)';
  const failed = trigger('PreTokenGeneration', { outcome: 'failed', errorMessage });
  const long = trigger('DefineAuthChallenge', { outcome: 'failed', errorMessage: 'x'.repeat(1_000) });
  const responds = call('RespondToAuthChallenge', { username: 'alice@example.com', status: 400 });
  expect(await saidOf([responds, [right], [tokens], [failed]], [responds, [long]])).toEqual([
    '03:04:05  alice@example.com: right answer, PreTokenGeneration failed (TENANT is not set)',
    `03:04:05  alice@example.com: DefineAuthChallenge failed (${'x'.repeat(300)}…)`,
  ]);
});

test('tells of other calls only where a trigger of theirs failed', async () => {
  const confirms = call('ConfirmSignUp', { username: 'bob@example.com' });
  const failed = trigger('PostConfirmation', { outcome: 'failed', errorMessage: 'it runs on python3.13' });
  expect(
    await saidOf([{ ...confirms, status: 400 }, [failed]], [confirms, [trigger('PostConfirmation')]], [confirms]),
  ).toEqual(['03:04:05  bob@example.com: ConfirmSignUp, PostConfirmation failed (it runs on python3.13)']);
});
