import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { secretHash } from '../../lib/protocol/index.ts';
import { exampleClient } from '../local/support/example-app.ts';
import { answer, begin, signInByCode, wrongCode } from '../local/support/sign-in.ts';
import { startTestPool } from '../local/support/start-pool.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const secret = '1example2secret3example4secret5example6secret7';

describe('the AWS SDK signs in', () => {
  it('by the code that was mailed', async () => {
    const pool = await startTestPool();
    const challenged = await begin(pool);
    expect(challenged).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: expect.stringMatching(/^[\w-]{20,2048}$/),
      ChallengeParameters: { challenge: 'emailOtp', deliveredTo: 'a***@e***', USERNAME: expect.stringMatching(UUID) },
    });
    const signedIn = await answer(pool, challenged, pool.outbox.lastCode());
    expect(signedIn.AuthenticationResult).toEqual({
      AccessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      IdToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      RefreshToken: expect.stringMatching(/^([\w-]+\.){4}[\w-]+$/),
      ExpiresIn: 3600,
      TokenType: 'Bearer',
    });
    expect(signedIn.ChallengeParameters).toEqual({});
    expect(signedIn).not.toHaveProperty('ChallengeName');
  });

  it('after a wrong answer, which is no error, with a new session', async () => {
    const pool = await startTestPool();
    const first = await begin(pool);
    const again = await answer(pool, first, wrongCode(pool));
    expect(again.ChallengeParameters).toMatchObject({ attemptsLeft: '2', retry: 'wrong' });
    expect(again.Session).not.toBe(first.Session);
    const signedIn = await answer(pool, again, pool.outbox.lastCode());
    expect(signedIn.AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('not after the third wrong answer', async () => {
    const pool = await startTestPool();
    const second = await answer(pool, await begin(pool), wrongCode(pool));
    const third = await answer(pool, second, wrongCode(pool));
    await expect(answer(pool, third, wrongCode(pool))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(answer(pool, third, pool.outbox.lastCode())).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid session for the user.',
    });
  });

  it('as the owner of the pool, with a signed request', async () => {
    const { sdk, ClientId, UserPoolId, outbox } = await startTestPool();
    const AuthParameters = { USERNAME: 'alice@example.com' };
    const { Session, ChallengeParameters } = await sdk.send(
      new AdminInitiateAuthCommand({ AuthFlow: 'CUSTOM_AUTH', ClientId, UserPoolId, AuthParameters }),
    );
    const { AuthenticationResult } = await sdk.send(
      new AdminRespondToAuthChallengeCommand({
        ...{ ClientId, UserPoolId, Session },
        ChallengeName: 'CUSTOM_CHALLENGE',
        ChallengeResponses: {
          USERNAME: ChallengeParameters?.USERNAME as string,
          ANSWER: outbox.lastCode(),
        },
      }),
    );
    expect(AuthenticationResult?.TokenType).toBe('Bearer');
  });

  it('when an old SDK begins with SRP_A although the flow asks no password', async () => {
    const pool = await startTestPool();
    const challenged = await begin(pool, undefined, { CHALLENGE_NAME: 'SRP_A', SRP_A: 'abcdef0123456789' });
    const { AuthenticationResult } = await answer(pool, challenged, pool.outbox.lastCode());
    expect(AuthenticationResult?.IdToken).toBeDefined();
  });

  it('whatever the case of the address', async () => {
    const pool = await startTestPool();
    const challenged = await begin(pool, 'Alice@Example.COM');
    expect((await answer(pool, challenged, pool.outbox.lastCode())).AuthenticationResult).toBeDefined();
  });
});

describe('a session', () => {
  it('is good once', async () => {
    const pool = await startTestPool();
    const first = await begin(pool);
    await answer(pool, first, wrongCode(pool));
    await expect(answer(pool, first, pool.outbox.lastCode())).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid session for the user, session can only be used once.',
    });
  });

  it('is good once even if two answers come at the same time', async () => {
    const pool = await startTestPool();
    const first = await begin(pool);
    const code = pool.outbox.lastCode();
    const settled = await Promise.allSettled([answer(pool, first, code), answer(pool, first, code)]);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('expires as the client is set', async () => {
    const pool = await startTestPool({ client: { authSessionValidity: 5 } });
    const first = await begin(pool);
    pool.clock.advance({ minutes: 4, seconds: 59 });
    const second = await answer(pool, first, wrongCode(pool));
    pool.clock.advance({ minutes: 5 });
    await expect(answer(pool, second, pool.outbox.lastCode())).rejects.toMatchObject({
      message: 'Invalid session for the user, session is expired.',
    });
  });

  it('belongs to its user', async () => {
    const pool = await startTestPool({ seed: [{ username: 'alice@example.com' }, { username: 'bob@example.com' }] });
    const first = await begin(pool);
    const code = pool.outbox.lastCode();
    await expect(answer(pool, first, code, { USERNAME: 'bob@example.com' })).rejects.toMatchObject({
      message: 'Invalid session for the user.',
    });
    // The alias is as good as the name, as Amplify 5 sends it.
    const signedIn = await answer(pool, first, code, { USERNAME: 'alice@example.com' });
    expect(signedIn.AuthenticationResult).toBeDefined();
  });

  it('belongs to its client', async () => {
    const other = exampleClient({ clientId: 'another7client', clientName: 'other' });
    const pool = await startTestPool({ moreClients: [other] });
    const first = await begin(pool);
    const code = pool.outbox.lastCode();
    await expect(answer({ ...pool, ClientId: other.clientId }, first, code)).rejects.toMatchObject({
      message: 'Invalid session for the user.',
    });
  });

  it('belongs to its challenge', async () => {
    const { sdk, ClientId, ...pool } = await startTestPool();
    const { Session, ChallengeParameters } = await begin({ sdk, ClientId });
    const USERNAME = ChallengeParameters?.USERNAME as string;
    const respond = sdk.send(
      new RespondToAuthChallengeCommand({
        ...{ ClientId, Session, ChallengeName: 'SMS_MFA' },
        ChallengeResponses: { USERNAME, SMS_MFA_CODE: pool.outbox.lastCode() },
      }),
    );
    await expect(respond).rejects.toMatchObject({ message: 'Invalid session provided for the user.' });
  });

  it('must be given', async () => {
    const pool = await startTestPool();
    const first = await begin(pool);
    await expect(answer(pool, { ...first, Session: undefined }, '123456')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Missing required parameter Session',
    });
    await expect(answer(pool, { ...first, Session: 'AYABinvented0123456789' }, '123456')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid session for the user.',
    });
  });
});

describe('a user that does not exist', () => {
  it('walks the same way as one that does, to the same refusal', async () => {
    const pool = await startTestPool();
    let challenged = await begin(pool, 'nobody@example.com');
    expect(challenged).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { challenge: 'emailOtp', USERNAME: expect.stringMatching(UUID) },
    });
    expect(pool.outbox.list()).toEqual([]);
    challenged = (await answer(pool, challenged, '123456')) as typeof challenged;
    challenged = (await answer(pool, challenged, '123456')) as typeof challenged;
    await expect(answer(pool, challenged, '123456')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
    expect(pool.events.every(({ event }) => (event.request as { userNotFound: boolean }).userNotFound)).toBe(true);
  });

  it('has a UUID for a name where people sign in by e-mail, always the same, in upper case too', async () => {
    const pool = await startTestPool();
    const nameOf = async (typed: string) => (await begin(pool, typed)).ChallengeParameters?.USERNAME;
    const name = await nameOf('nobody@example.com');
    expect(await nameOf('nobody@example.com')).toBe(name);
    expect(await nameOf('NoBody@Example.com')).toBe(name);
    expect(await nameOf('nobody.else@example.com')).not.toBe(name);
    // A user's own would come back as it is.
    expect(await nameOf(name ?? '')).toBe(name);
  });

  it('keeps the name that was typed where a user could have it', async () => {
    const pool = await startTestPool({ pool: { usernameAttributes: [] } });
    const challenged = await begin(pool, 'Nobody');
    expect(challenged.ChallengeParameters?.USERNAME).toBe('Nobody');
    expect((await answer(pool, challenged, '123456', { USERNAME: 'nobody' })).ChallengeName).toBe('CUSTOM_CHALLENGE');
  });

  it.each(['alice@example.com', 'nobody@example.com'])(
    'answers by the UUID or by what was typed, as one that does: %s',
    async (typed) => {
      const pool = await startTestPool();
      const challenged = await begin(pool, typed);
      const again = await answer(pool, challenged, 'no code', { USERNAME: typed.toUpperCase() });
      expect(again.ChallengeParameters).toMatchObject({
        attemptsLeft: '2',
        USERNAME: challenged.ChallengeParameters?.USERNAME,
      });
      expect((await answer(pool, again, 'no code')).ChallengeParameters?.attemptsLeft).toBe('1');
      await expect(
        answer(pool, await begin(pool, typed), 'no code', { USERNAME: 'somebody@example.com' }),
      ).rejects.toThrow('Invalid session for the user.');
    },
  );

  it("is told to the flow's triggers by the name that was typed, in every round", async () => {
    const pool = await startTestPool();
    await answer(pool, await begin(pool, 'nobody@example.com'), 'no code');
    expect(new Set(pool.events.map(({ event }) => event.userName))).toEqual(new Set(['nobody@example.com']));
    expect(pool.events).toHaveLength(5);
  });

  it('is named by a client with LEGACY, and no trigger is asked', async () => {
    const pool = await startTestPool({ client: { preventUserExistenceErrors: 'LEGACY' } });
    await expect(begin(pool, 'nobody@example.com')).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
    expect(pool.events).toEqual([]);
    const { AuthenticationResult } = await answer(pool, await begin(pool), pool.outbox.lastCode());
    expect(AuthenticationResult).toBeDefined();
    expect(pool.events[0]?.event.request).not.toHaveProperty('userNotFound');
  });
});

describe('a client with a secret', () => {
  it('signs in with hashes over the names that go along', async () => {
    const pool = await startTestPool({ client: { clientSecret: secret } });
    const hashed = async (name: string) => ({ SECRET_HASH: await secretHash(name, pool.ClientId, secret) });
    const challenged = await begin(pool, undefined, await hashed('alice@example.com'));
    const realName = challenged.ChallengeParameters?.USERNAME as string;
    const code = pool.outbox.lastCode();
    await expect(answer(pool, challenged, code, await hashed('alice@example.com'))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: `SecretHash does not match for the client: ${pool.ClientId}`,
    });
    const { AuthenticationResult } = await answer(pool, challenged, code, await hashed(realName));
    const refresh = (hash: object) =>
      pool.sdk.send(
        new InitiateAuthCommand({
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          ClientId: pool.ClientId,
          AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken as string, ...hash },
        }),
      );
    await expect(refresh(await hashed('alice@example.com'))).rejects.toThrow('SecretHash does not match');
    expect((await refresh(await hashed(realName))).AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('is refused without a hash, and one without a secret is refused with one', async () => {
    const withSecret = await startTestPool({ client: { clientSecret: secret } });
    await expect(begin(withSecret)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: `Client ${withSecret.ClientId} is configured with secret but SECRET_HASH was not received`,
    });
    const without = await startTestPool();
    const SECRET_HASH = await secretHash('alice@example.com', without.ClientId, secret);
    await expect(begin(without, undefined, { SECRET_HASH })).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});

describe('InitiateAuth refuses', () => {
  const initiate = async (
    input: { AuthFlow: string; ClientId?: string; AuthParameters?: Record<string, string> },
    options: Parameters<typeof startTestPool>[0] = {},
  ) => {
    const { sdk, ClientId } = await startTestPool(options);
    return sdk.send(new InitiateAuthCommand({ ClientId, ...input, AuthFlow: input.AuthFlow as 'CUSTOM_AUTH' }));
  };
  const AuthParameters = { USERNAME: 'alice@example.com', PASSWORD: 'Correct-Horse-9', SRP_A: 'abc' };

  it.each(['USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'USER_AUTH'])(
    '%s where the client does not allow it',
    async (flow) => {
      await expect(initiate({ AuthFlow: flow, AuthParameters })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: `${flow} flow not enabled for this client`,
      });
    },
  );

  it('CUSTOM_AUTH and refreshing where the client does not allow them', async () => {
    const client = { explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] };
    await expect(initiate({ AuthFlow: 'CUSTOM_AUTH', AuthParameters }, { client })).rejects.toThrow(
      'CUSTOM_AUTH flow not enabled for this client',
    );
    await expect(initiate({ AuthFlow: 'REFRESH_TOKEN_AUTH' }, { client })).rejects.toThrow(
      'REFRESH_TOKEN_AUTH flow not enabled for this client',
    );
  });

  // docs/cognito.md#51-auth-flows; that custom sign-ins don't come with the old names is a choice.
  it.each(['ADMIN_NO_SRP_AUTH', 'USER_PASSWORD_AUTH'])('custom sign-ins beside %s, but not SRP', async (name) => {
    const client = { explicitAuthFlows: [name] };
    await expect(initiate({ AuthFlow: 'CUSTOM_AUTH', AuthParameters }, { client })).rejects.toThrow(
      'CUSTOM_AUTH flow not enabled for this client',
    );
    const srp = initiate({ AuthFlow: 'USER_SRP_AUTH', AuthParameters: { ...AuthParameters, SRP_A: '2f' } }, { client });
    await expect(srp).resolves.toMatchObject({ ChallengeName: 'PASSWORD_VERIFIER' });
    const neither = { explicitAuthFlows: [name, 'CUSTOM_AUTH_FLOW_ONLY'] };
    await expect(initiate({ AuthFlow: 'USER_SRP_AUTH', AuthParameters }, { client: neither })).rejects.toThrow(
      'Only custom auth (lambda driven) is enabled for this client.',
    );
  });

  it('every other flow on a client of the old kind for custom sign-in only', async () => {
    const client = { explicitAuthFlows: ['CUSTOM_AUTH_FLOW_ONLY'] };
    await expect(initiate({ AuthFlow: 'USER_SRP_AUTH', AuthParameters }, { client })).rejects.toThrow(
      'Only custom auth (lambda driven) is enabled for this client.',
    );
    await expect(initiate({ AuthFlow: 'CUSTOM_AUTH', AuthParameters }, { client })).resolves.toBeDefined();
  });

  it('the flows of administrators', async () => {
    await expect(initiate({ AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Initiate Auth method not supported.',
    });
  });

  it('an unknown flow, an unknown client and a missing user name', async () => {
    await expect(initiate({ AuthFlow: 'MAGIC', AuthParameters })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(
        /^1 validation error detected: Value 'MAGIC' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: \[USER_SRP_AUTH, /,
      ),
    });
    await expect(initiate({ AuthFlow: 'CUSTOM_AUTH', ClientId: 'nobody', AuthParameters })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool client nobody does not exist.',
    });
    await expect(initiate({ AuthFlow: 'CUSTOM_AUTH', AuthParameters: { username: 'alice' } })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Missing required parameter USERNAME',
    });
  });

  it('custom sign-in on a pool that lacks a trigger for it', async () => {
    const pool = { lambdaConfig: { DefineAuthChallenge: 'arn:aws:lambda:eu-central-1:123456789012:function:define' } };
    await expect(initiate({ AuthFlow: 'CUSTOM_AUTH', AuthParameters }, { pool })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Custom auth lambda trigger is not configured for the user pool.',
    });
  });

  it('a client of another pool, for the owner', async () => {
    const { sdk, ClientId } = await startTestPool();
    const initiated = sdk.send(
      new AdminInitiateAuthCommand({
        AuthFlow: 'CUSTOM_AUTH',
        ClientId,
        UserPoolId: 'eu-central-1_ANOTHER',
        AuthParameters,
      }),
    );
    await expect(initiated).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'User pool eu-central-1_ANOTHER does not exist.',
    });
  });
});

it('keeps sign-ins apart that run at the same time', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `user${index}@example.com`);
  const pool = await startTestPool({ seed: names.map((username) => ({ username })) });
  const challenges = await Promise.all(names.map((name) => begin(pool, name)));
  const results = await Promise.all(
    challenges.map((challenged, index) => answer(pool, challenged, pool.outbox.lastCode(names[index]))),
  );
  const subjects = results.map(({ AuthenticationResult }) => AuthenticationResult?.IdToken?.split('.')[1] ?? '');
  const emails = subjects.map((claims) => JSON.parse(Buffer.from(claims, 'base64url').toString()).email);
  expect(emails).toEqual(names);
  expect(pool.faults).toEqual([]);
});

it('signs in again after a sign-in', async () => {
  const pool = await startTestPool();
  const [first, second] = [await signInByCode(pool), await signInByCode(pool)];
  expect(first.RefreshToken).not.toBe(second.RefreshToken);
});
