import { AdminDeleteUserCommand, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import type { TriggerHandler } from '../../../lib/testing/in-process-triggers.ts';
import { endings } from '../support/endings.ts';
import { ARNS, examplePool } from '../support/example-app.ts';
import type { HostedFunctions } from '../support/in-process-host.ts';
import { answer, begin, signInByCode } from '../support/sign-in.ts';
import { startTestPool } from '../support/start-pool.ts';

type Event = { readonly request: object; readonly response: object };

const throwing =
  (message: string): TriggerHandler =>
  () => {
    throw new Error(message);
  };
const returning =
  (value: unknown): TriggerHandler =>
  () =>
    value;
const answering =
  (response: object): TriggerHandler =>
  (event: Event) => ({ ...event, response: { ...event.response, ...response } });

const tries = Array.from({ length: 3 }, (_, index) => ({
  ...{ requestId: `try-${index}`, startedAt: index * 5000, durationMs: 5000, cold: index === 0 },
  outcome: 'timed out' as const,
}));
const silent = { invocation: { kind: 'timed out', tries } } as const;

describe('a trigger that fails at the beginning of a sign-in', () => {
  it.each<[string, HostedFunctions, string, string]>([
    [
      'throws',
      { [ARNS.create]: throwing('No mail today') },
      'UserLambdaValidationException',
      'CreateAuthChallenge failed with error No mail today.',
    ],
    [
      'does not answer, three times',
      { [ARNS.define]: silent },
      'UnexpectedLambdaException',
      'DefineAuthChallenge invocation failed due to error Socket timeout while invoking Lambda function.',
    ],
    [
      'returns nothing',
      { [ARNS.define]: returning(undefined) },
      'InvalidLambdaResponseException',
      'Invalid lambda function output : Invalid JSON',
    ],
    [
      'returns another shape',
      { [ARNS.define]: returning(['tokens']) },
      'InvalidLambdaResponseException',
      'Unrecognizable lambda output',
    ],
    [
      'returns a list for a map',
      { [ARNS.create]: answering({ privateChallengeParameters: [] }) },
      'InvalidLambdaResponseException',
      'Unrecognizable lambda output',
    ],
    [
      'keeps no private parameter',
      { [ARNS.create]: answering({ privateChallengeParameters: {} }) },
      'NotAuthorizedException',
      'Incorrect username or password.',
    ],
    [
      'decides nothing',
      { [ARNS.define]: (event: Event) => event },
      'InvalidLambdaResponseException',
      'Unrecognizable lambda output',
    ],
    [
      'refuses',
      { [ARNS.define]: answering({ failAuthentication: true, issueTokens: false }) },
      'NotAuthorizedException',
      'Incorrect username or password.',
    ],
  ])('and %s', async (_, functions, name, message) => {
    const pool = await startTestPool({ functions });
    await expect(begin(pool)).rejects.toMatchObject({ name, message });
    expect(pool.faults).toEqual([]);
  });

  it('because its function is gone', async () => {
    const lambdaConfig = { ...examplePool().lambdaConfig };
    const pool = await startTestPool();
    const app = pool.local.config();
    expect(app.functions).toHaveLength(3);
    pool.local.update({
      region: 'eu-central-1',
      accountId: '1',
      functions: [],
      pools: [examplePool({ lambdaConfig })],
    });
    await expect(begin(pool)).rejects.toMatchObject({
      name: 'UnexpectedLambdaException',
      message: 'null invocation failed due to configuration.',
    });
  });
});

describe('a trigger that fails later', () => {
  it.each<[string, HostedFunctions]>([
    ['throws', { [ARNS.verify]: throwing('out of order') }],
    ['does not answer', { [ARNS.verify]: silent }],
    ['returns nonsense', { [ARNS.verify]: returning('yes') }],
  ])('and %s uses up the session', async (_, functions) => {
    const pool = await startTestPool({ functions });
    const challenged = await begin(pool);
    const code = pool.outbox.lastCode();
    await expect(answer(pool, challenged, code)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    await expect(answer(pool, challenged, code)).rejects.toMatchObject({ message: 'Invalid session for the user.' });
  });
});

describe('what Define decides', () => {
  it('gives tokens at once where it says so', async () => {
    const pool = await startTestPool({ functions: { [ARNS.define]: answering({ issueTokens: true }) } });
    const { AuthenticationResult, ChallengeParameters } = await begin(pool);
    expect(AuthenticationResult?.AccessToken).toBeDefined();
    expect(ChallengeParameters).toEqual({});
    await expect(begin(pool, 'nobody@example.com')).rejects.toThrow('Incorrect username or password.');
  });

  it("hands other challenges' names on, which nobody can answer", async () => {
    const pool = await startTestPool({
      functions: { [ARNS.define]: answering({ challengeName: 'NEW_PASSWORD_REQUIRED' }) },
    });
    const echoed = await begin(pool);
    expect(echoed).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED', ChallengeParameters: { USERNAME: /./ } });
    await expect(answer(pool, echoed, 'x')).rejects.toThrow('Invalid session provided for the user.');
  });

  it('is the password only after SRP_A', async () => {
    const functions = { [ARNS.define]: answering({ challengeName: 'PASSWORD_VERIFIER' }) };
    const pool = await startTestPool({ functions });
    const asked = await begin(pool, undefined, { CHALLENGE_NAME: 'SRP_A', SRP_A: 'abc' });
    expect(asked.ChallengeParameters).toHaveProperty('SRP_B');
    const echoed = await begin(pool);
    expect(echoed.ChallengeName).toBe('PASSWORD_VERIFIER');
    expect(Object.keys(echoed.ChallengeParameters ?? {})).toEqual(['USERNAME']);
  });
});

describe("the pool's other triggers", () => {
  const arn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;
  const startWith = (functions: Readonly<Record<string, TriggerHandler>>) => {
    const named = Object.entries(functions).map(([name, handler]) => [name, arn(name), handler] as const);
    const lambdaConfig = {
      ...examplePool().lambdaConfig,
      ...Object.fromEntries(named.map(([name, at]) => [name, at])),
    };
    return startTestPool({
      pool: { lambdaConfig },
      functions: Object.fromEntries(named.map(([, at, handler]) => [at, handler])),
    });
  };

  it('run in their order around a sign-in', async () => {
    const pass: TriggerHandler = (event: Event) => event;
    const pool = await startWith({ PreAuthentication: pass, PostAuthentication: pass, PreTokenGeneration: pass });
    await signInByCode(pool);
    expect(pool.events.map(({ event }) => event.triggerSource)).toEqual([
      'PreAuthentication_Authentication',
      'DefineAuthChallenge_Authentication',
      'CreateAuthChallenge_Authentication',
      'VerifyAuthChallengeResponse_Authentication',
      'DefineAuthChallenge_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ]);
    expect(pool.events.every(({ event }) => event.version === '1')).toBe(true);
  });

  it('PreAuthentication gets the metadata of InitiateAuth, which Define and Create do not', async () => {
    const pool = await startWith({ PreAuthentication: (event: Event) => event });
    await pool.sdk.send(
      new InitiateAuthCommand({
        ...{ AuthFlow: 'CUSTOM_AUTH', ClientId: pool.ClientId, ClientMetadata: { from: 'the web' } },
        AuthParameters: { USERNAME: 'alice@example.com' },
      }),
    );
    const [before, define, create] = pool.events.map(({ event }) => event.request as Record<string, unknown>);
    expect(before).toMatchObject({ validationData: { from: 'the web' } });
    expect(define).not.toHaveProperty('clientMetadata');
    expect(create).not.toHaveProperty('clientMetadata');
  });

  it('PreAuthentication denies a sign-in', async () => {
    const pool = await startWith({ PreAuthentication: throwing('Not at night') });
    await expect(begin(pool)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreAuthentication failed with error Not at night.',
    });
  });

  it("PreTokenGeneration changes the ID token's claims, but none of Cognito's own", async () => {
    const claimsOverrideDetails = {
      claimsToAddOrOverride: { tenant: 'acme', sub: 'somebody else', email: 'hidden@example.com' },
      claimsToSuppress: ['email_verified', 'iss'],
    };
    const pool = await startWith({ PreTokenGeneration: answering({ claimsOverrideDetails }) });
    const { IdToken } = await signInByCode(pool);
    const claims = JSON.parse(Buffer.from(IdToken.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ tenant: 'acme', email: 'hidden@example.com', iss: expect.any(String) });
    expect(claims.sub).not.toBe('somebody else');
    expect(claims).not.toHaveProperty('email_verified');
  });

  it.each([
    ['no map', { claimsOverrideDetails: 'all' }],
    ['claims that are no texts', { claimsOverrideDetails: { claimsToAddOrOverride: { age: 7 } } }],
    ['a list that is none', { claimsOverrideDetails: { claimsToSuppress: 'email' } }],
  ])('PreTokenGeneration that returns %s ends the sign-in', async (_, response) => {
    const pool = await startWith({ PreTokenGeneration: answering(response) });
    await expect(signInByCode(pool)).rejects.toMatchObject({
      name: 'InvalidLambdaResponseException',
      message: 'Unrecognizable lambda output',
    });
  });
});

describe('a user that changes under a running sign-in', () => {
  it('gets no tokens once deleted', async () => {
    const pool = await startTestPool();
    const challenged = await begin(pool);
    const { UserPoolId } = pool;
    await pool.sdk.send(new AdminDeleteUserCommand({ UserPoolId, Username: 'alice@example.com' }));
    await expect(answer(pool, challenged, pool.outbox.lastCode())).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
  });
});

describe('the trace', () => {
  it('tells each call and each trigger with its tries, and no secret', async () => {
    const pool = await startTestPool();
    const challenged = await begin(pool);
    const again = await answer(pool, challenged, 'a wrong answer');
    const { AuthenticationResult } = await answer(pool, again, pool.outbox.lastCode());
    const events = endings(pool.local.trace);
    expect(events.map((event) => (event.kind === 'call' ? event.operation : event.trigger))).toEqual([
      ...['DefineAuthChallenge', 'CreateAuthChallenge', 'InitiateAuth'],
      ...['VerifyAuthChallengeResponse', 'DefineAuthChallenge', 'CreateAuthChallenge', 'RespondToAuthChallenge'],
      ...['VerifyAuthChallengeResponse', 'DefineAuthChallenge', 'RespondToAuthChallenge'],
    ]);
    expect(events[3]).toMatchObject({ outcome: 'answered', decision: { answerCorrect: false } });
    expect(events[8]).toMatchObject({ decision: { issueTokens: true } });
    const text = JSON.stringify(events);
    const { AccessToken, IdToken, RefreshToken } = AuthenticationResult ?? {};
    for (const secret of ['a wrong answer', challenged.Session, again.Session, AccessToken, IdToken, RefreshToken]) {
      expect(text).not.toContain(secret as string);
    }
    // Numbers of six digits stand in times and ids too, so the code is looked for as a value.
    expect(text).not.toContain(JSON.stringify(pool.outbox.lastCode()));
    expect(text).not.toContain('hallengeParameters');
  });

  it('tells three tries that went by', async () => {
    const pool = await startTestPool({ functions: { [ARNS.define]: silent } });
    await expect(begin(pool)).rejects.toThrow();
    const [trigger, call] = endings(pool.local.trace);
    expect(trigger).toMatchObject({ outcome: 'timed out', tries: [{ cold: true }, {}, { outcome: 'timed out' }] });
    expect(call).toMatchObject({ status: 400, errorType: 'UnexpectedLambdaException' });
  });
});
