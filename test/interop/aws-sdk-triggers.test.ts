import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CreateGroupCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  ResendConfirmationCodeCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import type { LocalPoolDefinition } from '../../lib/local/index.ts';
import type { TriggerHandler } from '../../lib/testing/in-process-triggers.ts';
import { ARNS } from '../local/support/example-app.ts';
import { begin } from '../local/support/sign-in.ts';
import { answering, arnOf, claimsOf, signInAtOnce, startOpenPool, throwing } from '../local/support/sign-in-at-once.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const ROLE = 'arn:aws:iam::123456789012:role/admin';
const SCOPE = 'aws.cognito.signin.user.admin';
const pass: TriggerHandler = (event: object) => event;

/** The events of a trigger, oldest first. */
const eventsOf = ({ events }: TestPool, trigger: string): Record<string, unknown>[] =>
  events.filter(({ functionArn }) => functionArn === arnOf(trigger)).map(({ event }) => event);

/** A pool with one PreTokenGeneration, of a version of its events. */
function startWith(
  response: object,
  preTokenGenerationVersion?: LocalPoolDefinition['preTokenGenerationVersion'],
): Promise<TestPool> {
  const lambdaConfig = {
    DefineAuthChallenge: ARNS.define,
    CreateAuthChallenge: ARNS.create,
    VerifyAuthChallengeResponse: ARNS.verify,
    PreTokenGeneration: arnOf('PreTokenGeneration'),
  };
  const pool = { lambdaConfig, ...(preTokenGenerationVersion && { preTokenGenerationVersion }) };
  return startOpenPool({ pool }, { PreTokenGeneration: answering(response) });
}

async function join({ sdk, UserPoolId }: TestPool, GroupName: string): Promise<void> {
  await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName, Precedence: 1, RoleArn: ROLE }));
  await sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, GroupName, Username: ALICE }));
}

// docs/cognito.md#12-events: the neighbouring triggers.
describe('PreTokenGeneration, first version', () => {
  it('is told the groups, and leaves them where it says nothing of them', async () => {
    const pool = await startWith({ claimsOverrideDetails: { claimsToAddOrOverride: { tenant: 'acme' } } });
    await join(pool, 'admins');
    const { IdToken, AccessToken } = await signInAtOnce(pool);
    const { response: _, ...event } = eventsOf(pool, 'PreTokenGeneration')[0] ?? {};
    const sub = expect.any(String);
    expect(event).toEqual({
      version: '1',
      triggerSource: 'TokenGeneration_Authentication',
      region: 'eu-central-1',
      userPoolId: pool.UserPoolId,
      userName: sub,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: pool.ClientId },
      request: {
        userAttributes: {
          ...{ sub, email: ALICE, email_verified: 'true' },
          ...{ 'cognito:user_status': 'CONFIRMED', 'cognito:email_alias': ALICE },
        },
        groupConfiguration: { groupsToOverride: ['admins'], iamRolesToOverride: [ROLE], preferredRole: ROLE },
      },
    });
    expect(claimsOf(IdToken)).toMatchObject({ tenant: 'acme', 'cognito:groups': ['admins'] });
    expect(claimsOf(AccessToken)).not.toHaveProperty('tenant');
  });

  it('changes the groups of both tokens', async () => {
    const groupOverrideDetails = { groupsToOverride: ['a', 'b'], iamRolesToOverride: [], preferredRole: null };
    const pool = await startWith({ claimsOverrideDetails: { groupOverrideDetails } });
    await join(pool, 'admins');
    const { IdToken, AccessToken } = await signInAtOnce(pool);
    for (const token of [IdToken, AccessToken]) expect(claimsOf(token)['cognito:groups']).toEqual(['a', 'b']);
    expect(claimsOf(IdToken)).not.toHaveProperty('cognito:roles');
    expect(claimsOf(IdToken)).not.toHaveProperty('cognito:preferred_role');
  });

  it.each([
    ['an empty object', {}],
    ['null', null],
  ])('suppresses the groups by %s', async (_, groupOverrideDetails) => {
    const pool = await startWith({ claimsOverrideDetails: { groupOverrideDetails } });
    await join(pool, 'admins');
    const { IdToken, AccessToken } = await signInAtOnce(pool);
    for (const token of [IdToken, AccessToken]) expect(claimsOf(token)).not.toHaveProperty('cognito:groups');
  });

  it('suppresses what it also adds, and names no groups as a claim', async () => {
    const claimsToAddOrOverride = { tenant: 'acme', 'cognito:groups': 'root', 'dev:x': 'y' };
    const pool = await startWith({ claimsOverrideDetails: { claimsToAddOrOverride, claimsToSuppress: ['tenant'] } });
    const claims = claimsOf((await signInAtOnce(pool)).IdToken);
    for (const name of ['tenant', 'cognito:groups', 'dev:x']) expect(claims).not.toHaveProperty(name);
  });

  it('is told of a refresh, with the metadata of GetTokensFromRefreshToken', async () => {
    const pool = await startWith({});
    const { RefreshToken } = await signInAtOnce(pool);
    const ClientMetadata = { from: 'the web' };
    await pool.sdk.send(
      new GetTokensFromRefreshTokenCommand({ ClientId: pool.ClientId, RefreshToken, ClientMetadata }),
    );
    expect(eventsOf(pool, 'PreTokenGeneration').at(-1)).toMatchObject({
      triggerSource: 'TokenGeneration_RefreshTokens',
      request: { clientMetadata: ClientMetadata },
    });
  });
});

describe.each([
  ['V2_0', '2'],
  ['V3_0', '3'],
] as const)('PreTokenGeneration, version %s', (named, version) => {
  it('changes both tokens, with values of any kind, and the scopes', async () => {
    const claimsAndScopeOverrideDetails = {
      idTokenGeneration: { claimsToAddOrOverride: { plan: { name: 'pro', seats: 3 } }, claimsToSuppress: ['email'] },
      accessTokenGeneration: {
        claimsToAddOrOverride: { tenants: ['a', 'b'], premium: true, username: 'root', iss: 'nobody' },
        claimsToSuppress: ['client_id', 'jti'],
        scopesToAdd: ['orders:read', 'orders:write'],
        scopesToSuppress: ['orders:write'],
      },
      groupOverrideDetails: { groupsToOverride: ['staff'] },
    };
    const pool = await startWith({ claimsAndScopeOverrideDetails }, named);
    const { IdToken, AccessToken } = await signInAtOnce(pool);
    const [event] = eventsOf(pool, 'PreTokenGeneration');
    expect(event).toMatchObject({
      version,
      request: { scopes: [SCOPE], groupConfiguration: { groupsToOverride: [] } },
      response: { claimsAndScopeOverrideDetails: null },
    });
    expect(claimsOf(IdToken)).toMatchObject({ plan: { name: 'pro', seats: 3 }, 'cognito:groups': ['staff'] });
    expect(claimsOf(IdToken)).not.toHaveProperty('email');
    const access = claimsOf(AccessToken);
    expect(access).toMatchObject({
      ...{ tenants: ['a', 'b'], premium: true, scope: `${SCOPE} orders:read`, 'cognito:groups': ['staff'] },
      ...{ client_id: pool.ClientId, username: claimsOf(IdToken).sub, jti: expect.any(String) },
    });
    expect(access.iss).not.toBe('nobody');
    await expect(pool.sdk.send(new GetUserCommand({ AccessToken }))).resolves.toBeDefined();
  });

  it('can take the scope that the user operations need', async () => {
    const accessTokenGeneration = { scopesToSuppress: [SCOPE] };
    const pool = await startWith({ claimsAndScopeOverrideDetails: { accessTokenGeneration } }, named);
    const { AccessToken } = await signInAtOnce(pool);
    await expect(pool.sdk.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token does not have required scopes',
    });
  });

  it('names no audience but the client', async () => {
    const start = (aud: string) => {
      const accessTokenGeneration = { claimsToAddOrOverride: { aud } };
      return startWith({ claimsAndScopeOverrideDetails: { accessTokenGeneration } }, named);
    };
    const other = await start('somebody else');
    expect(claimsOf((await signInAtOnce(other)).AccessToken)).not.toHaveProperty('aud');
    const own = await start(other.ClientId);
    expect(claimsOf((await signInAtOnce(own)).AccessToken).aud).toBe(own.ClientId);
  });

  it.each([
    ['no map', 'all'],
    ['scopes that are none', { accessTokenGeneration: { scopesToAdd: 'orders:read' } }],
    ['groups that are none', { groupOverrideDetails: { groupsToOverride: [7] } }],
    ['one token that is none', { idTokenGeneration: [] }],
  ])('that returns %s ends the sign-in', async (_, claimsAndScopeOverrideDetails) => {
    const pool = await startWith({ claimsAndScopeOverrideDetails }, named);
    await expect(signInAtOnce(pool)).rejects.toMatchObject({
      name: 'InvalidLambdaResponseException',
      message: 'Unrecognizable lambda output',
    });
  });
});

describe('PostAuthentication', () => {
  // docs/cognito.md#2-client-metadata: the metadata of RespondToAuthChallenge, never that of InitiateAuth.
  it('is told of a sign-in, with the metadata of its last answer', async () => {
    const define = (event: { request: { session: readonly unknown[] }; response: object }) => ({
      ...event,
      response:
        event.request.session.length === 0
          ? { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false }
          : { challengeName: null, issueTokens: true, failAuthentication: false },
    });
    const pool = await startTestPool({
      functions: {
        [ARNS.define]: define,
        [ARNS.create]: answering({ publicChallengeParameters: {}, privateChallengeParameters: { a: 'b' } }),
        [ARNS.verify]: answering({ answerCorrect: true }),
        [arnOf('PostAuthentication')]: pass,
      },
      pool: {
        lambdaConfig: {
          DefineAuthChallenge: ARNS.define,
          CreateAuthChallenge: ARNS.create,
          VerifyAuthChallengeResponse: ARNS.verify,
          PostAuthentication: arnOf('PostAuthentication'),
        },
      },
    });
    const { Session, ChallengeParameters } = await begin(pool);
    await pool.sdk.send(
      new RespondToAuthChallengeCommand({
        ...{ ClientId: pool.ClientId, ChallengeName: 'CUSTOM_CHALLENGE', Session },
        ChallengeResponses: { USERNAME: ChallengeParameters?.USERNAME ?? '', ANSWER: 'b' },
        ClientMetadata: { from: 'the web' },
      }),
    );
    expect(eventsOf(pool, 'PostAuthentication')).toMatchObject([
      {
        version: '1',
        triggerSource: 'PostAuthentication_Authentication',
        request: { newDeviceUsed: false, clientMetadata: { from: 'the web' }, userAttributes: { email: ALICE } },
        response: {},
      },
    ]);
  });

  it('that throws keeps the tokens back', async () => {
    const pool = await startOpenPool({}, { PostAuthentication: throwing('Not recorded') });
    await expect(signInAtOnce(pool)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PostAuthentication failed with error Not recorded.',
    });
  });
});

describe('PreSignUp', () => {
  it('is told of users that an administrator makes, and refuses them in its own words', async () => {
    const pool = await startOpenPool({}, { PreSignUp: answering({ autoConfirmUser: true }) });
    const { sdk, UserPoolId } = pool;
    const ValidationData = [{ Name: 'invitation', Value: '7' }];
    const create = (to: TestPool) =>
      to.sdk.send(new AdminCreateUserCommand({ UserPoolId, Username: BOB, ValidationData, MessageAction: 'SUPPRESS' }));
    await create(pool);
    expect(eventsOf(pool, 'PreSignUp')).toMatchObject([
      {
        triggerSource: 'PreSignUp_AdminCreateUser',
        callerContext: { clientId: 'CLIENT_ID_NOT_APPLICABLE' },
        request: { validationData: { invitation: '7' }, userAttributes: { email: BOB } },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
    const { UserStatus } = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: BOB }));
    expect(UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    const strict = await startOpenPool({}, { PreSignUp: throwing('Not from there') });
    await expect(create(strict)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error Not from there.',
    });
  });

  it('verifies no address that the user has not', async () => {
    const { sdk, ClientId } = await startOpenPool({}, { PreSignUp: answering({ autoVerifyPhone: true }) });
    await expect(
      sdk.send(new SignUpCommand({ ClientId, Username: BOB, Password: 'Correct-Horse-9' })),
    ).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' });
  });
});

describe('CustomMessage', () => {
  it('is told for what a message is, and words an invitation with both its places', async () => {
    const emailMessage = 'You are {username}, by {####}';
    const pool = await startOpenPool({}, { CustomMessage: answering({ emailMessage, emailSubject: 'Welcome' }) });
    const { sdk, UserPoolId, ClientId, outbox } = pool;
    await sdk.send(new AdminCreateUserCommand({ UserPoolId, Username: BOB, DesiredDeliveryMediums: ['EMAIL'] }));
    expect(outbox.last(BOB)).toMatchObject({
      subject: 'Welcome',
      text: expect.stringMatching(/^You are bob@example\.com, by \S{12}$/),
    });
    await sdk.send(new SignUpCommand({ ClientId, Username: 'carol@example.com', Password: 'Correct-Horse-9' }));
    await sdk.send(new ResendConfirmationCodeCommand({ ClientId, Username: 'carol@example.com' }));
    // docs/cognito.md#12-events
    const linkParameter = '{##Click Here##}';
    const events = eventsOf(pool, 'CustomMessage');
    expect(events[0]).not.toHaveProperty('request.userAttributes.email_verified');
    expect(events).toMatchObject([
      { triggerSource: 'CustomMessage_AdminCreateUser', request: { usernameParameter: '{username}', linkParameter } },
      {
        triggerSource: 'CustomMessage_SignUp',
        request: {
          ...{ usernameParameter: null, codeParameter: '{####}', linkParameter },
          userAttributes: { email_verified: 'false' },
        },
      },
      { triggerSource: 'CustomMessage_ResendCode', request: { usernameParameter: null } },
    ]);
  });

  it.each([
    ['without the code’s place', answering({ emailMessage: 'No code in here' })],
    ['that are empty', answering({ emailMessage: '' })],
    ['that are none', answering({ emailMessage: 7 })],
  ])('leaves Cognito’s words in place of words %s', async (_, CustomMessage) => {
    const { sdk, ClientId, outbox } = await startOpenPool({}, { CustomMessage });
    await sdk.send(new SignUpCommand({ ClientId, Username: BOB, Password: 'Correct-Horse-9' }));
    expect(outbox.last(BOB)?.text).toMatch(/^Your confirmation code is \d{6}$/);
  });

  it('that throws sends nothing, and the client gets its words', async () => {
    const { sdk, ClientId, outbox } = await startOpenPool({}, { CustomMessage: throwing('No words') });
    await expect(
      sdk.send(new SignUpCommand({ ClientId, Username: BOB, Password: 'Correct-Horse-9' })),
    ).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'CustomMessage failed with error No words.',
    });
    expect(outbox.list()).toEqual([]);
  });
});
