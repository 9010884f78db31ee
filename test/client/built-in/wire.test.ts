import { describe, expect, test } from 'vitest';
import { createAuthClient, type PendingStep, ResponseError, startSignIn } from '../../../lib/client/index.ts';
import { secretHash } from '../../../lib/protocol/index.ts';
import { N } from '../../../lib/protocol/srp/group.ts';
import type { signIn as passwordThenCode } from '../../local/support/password-app/lambdas/sign-in.ts';
import { openStorage } from '../support/password-pool.ts';
import { challenge, type Reply, refusal, scriptCognito, tokens } from '../support/scripted-cognito.ts';

const userPoolId = 'eu-central-1_AbCdEf123';
const alice = { username: 'alice@example.com', password: 'the-password' };
const verifier = {
  SALT: 'a1b2',
  SRP_B: 'c3d4',
  SECRET_BLOCK: btoa('block'),
  USERNAME: 'user-1',
  USER_ID_FOR_SRP: 'user-1',
};

/** One of Cognito's own challenges as it answers it. */
const asks = (
  ChallengeName: string,
  ChallengeParameters: object,
  more: object = { Session: `after-${ChallengeName}` },
) => ({ json: { ChallengeName, ChallengeParameters, ...more } }) as const;

async function script(...replies: readonly Reply[]) {
  const server = await scriptCognito(...replies);
  return { ...server, config: { userPoolId, clientId: 'client', endpoint: server.endpoint } };
}

const claimed = {
  PASSWORD_CLAIM_SIGNATURE: expect.stringMatching(/^[\w+/]{43}=$/),
  PASSWORD_CLAIM_SECRET_BLOCK: verifier.SECRET_BLOCK,
  TIMESTAMP: expect.stringMatching(/^\w{3} \w{3} \d{1,2} \d\d:\d\d:\d\d UTC \d{4}$/),
};

describe('a password', () => {
  test('goes out as SRP_A and a claim, by the real name, and never itself', async () => {
    const { config, received } = await script(asks('PASSWORD_VERIFIER', verifier, {}), tokens());

    await startSignIn({ ...config, clientSecret: 'hush', authFlow: 'USER_SRP_AUTH' }, alice);

    expect(received.map(({ body }) => body)).toEqual([
      {
        AuthFlow: 'USER_SRP_AUTH',
        ClientId: 'client',
        AuthParameters: {
          USERNAME: alice.username,
          SRP_A: expect.stringMatching(/^[0-9a-f]{760,768}$/),
          SECRET_HASH: await secretHash(alice.username, 'client', 'hush'),
        },
      },
      {
        // In this flow Cognito gives no session: its state is in the block.
        ChallengeName: 'PASSWORD_VERIFIER',
        ClientId: 'client',
        ChallengeResponses: {
          USERNAME: 'user-1',
          SECRET_HASH: await secretHash('user-1', 'client', 'hush'),
          ...claimed,
        },
      },
    ]);
    expect(JSON.stringify(received)).not.toContain('the-password');
  });

  test('before a flow says so with CHALLENGE_NAME, and goes on with the session', async () => {
    const { config, received } = await script(
      asks('PASSWORD_VERIFIER', verifier),
      challenge('session-2', { challenge: 'emailOtp' }),
      tokens(),
    );

    const step = (await startSignIn<typeof passwordThenCode>(config, alice, {
      validationData: { campaign: 'spring' },
      clientMetadata: { language: 'de' },
    })) as PendingStep;
    await step.answer('123456');

    expect(received.map(({ body }) => body)).toMatchObject([
      {
        AuthFlow: 'CUSTOM_AUTH',
        AuthParameters: { CHALLENGE_NAME: 'SRP_A', SRP_A: expect.any(String) },
        ClientMetadata: { campaign: 'spring' },
      },
      { Session: 'after-PASSWORD_VERIFIER', ChallengeResponses: claimed, ClientMetadata: { language: 'de' } },
      { Session: 'session-2', ChallengeResponses: { USERNAME: 'user-1', ANSWER: '123456' } },
    ]);
    expect(received[2]?.body).not.toHaveProperty('ClientMetadata');
  });

  test.each(['0', N.toString(16), '', 'no number'])(
    'is not proven to a key that would make any right: B = %.4s',
    async (SRP_B) => {
      const { config, received } = await script(asks('PASSWORD_VERIFIER', { ...verifier, SRP_B }));

      const signingIn = startSignIn({ ...config, authFlow: 'USER_SRP_AUTH' }, alice);

      const error = await signingIn.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ResponseError);
      expect(`${error} ${(error as Error).cause}`).not.toContain('the-password');
      expect(received).toHaveLength(1);
    },
  );

  test('goes as it is where the flow is told to', async () => {
    const { config, received } = await script(asks('SMS_MFA', { USER_ID_FOR_SRP: 'user-1' }), tokens());

    const step = await startSignIn({ ...config, clientSecret: 'hush', authFlow: 'USER_PASSWORD_AUTH' }, alice);
    if (step.name === 'SMS_MFA') await step.answer('123456');

    expect(received[0]?.body.AuthParameters).toMatchObject({ PASSWORD: 'the-password' });
    // The only name that this challenge tells.
    expect(received[1]?.body.ChallengeResponses).toEqual({
      USERNAME: 'user-1',
      SECRET_HASH: await secretHash('user-1', 'client', 'hush'),
      SMS_MFA_CODE: '123456',
    });
  });
});

test.each([
  ['MFAS_CAN_CHOOSE', 'as the service spells it'],
  ['MFAS_CAN_SELECT', 'as the guide spells it'],
])('the factors to choose from come as %s, %s, in their order', async (name) => {
  const offered = '["SOFTWARE_TOKEN_MFA","SMS_MFA"]';
  const { config, received } = await script(asks('SELECT_MFA_TYPE', { [name]: offered }), tokens());

  const step = await startSignIn({ ...config, authFlow: 'USER_PASSWORD_AUTH' }, alice);
  if (step.name !== 'SELECT_MFA_TYPE') throw new Error(`asked ${step.name}`);
  expect(step.parameters.options).toEqual(['SOFTWARE_TOKEN_MFA', 'SMS_MFA']);
  await step.answer('SMS_MFA');

  expect(received[1]?.body.ChallengeResponses).toMatchObject({ ANSWER: 'SMS_MFA' });
});

test('a second factor by e-mail is set up by its address', async () => {
  const { config, received } = await script(
    asks('MFA_SETUP', { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' }),
    asks('EMAIL_OTP', { CODE_DELIVERY_DESTINATION: 'a***@e***', CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL' }),
    tokens(),
  );

  const step = await startSignIn({ ...config, authFlow: 'USER_PASSWORD_AUTH' }, alice);
  if (step.name !== 'MFA_SETUP') throw new Error(`asked ${step.name}`);
  const code = await step.answer({ email: 'alice@example.com' });
  if (code.name !== 'EMAIL_OTP') throw new Error(`asked ${code.name}`);
  await code.answer('123456');

  expect(received[1]?.body.ChallengeResponses).toMatchObject({ EMAIL: 'alice@example.com' });
});

test('an app whose code was taken is not asked for another one because the connection broke', async () => {
  const { config, received } = await script(
    asks('MFA_SETUP', { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' }),
    { json: { SecretCode: 'SECRET', Session: 'session-2' } },
    { json: { Status: 'SUCCESS', Session: 'session-3' } },
    'reset',
    tokens(),
  );

  const setUp = await startSignIn({ ...config, authFlow: 'USER_PASSWORD_AUTH' }, alice);
  if (setUp.name !== 'MFA_SETUP') throw new Error(`asked ${setUp.name}`);
  const step = await setUp.answer('SOFTWARE_TOKEN_MFA');
  if (step.name !== 'SOFTWARE_TOKEN_SETUP') throw new Error(`asked ${step.name}`);
  await expect(step.answer('123456')).rejects.toHaveProperty('code', 'network');
  expect(await step.answer('123456')).toMatchObject({ name: 'signedIn' });

  expect(received.slice(1).map(({ operation, body }) => [operation, body.Session])).toEqual([
    ['AssociateSoftwareToken', 'after-MFA_SETUP'],
    ['VerifySoftwareToken', 'session-2'],
    ['RespondToAuthChallenge', 'session-3'],
    ['RespondToAuthChallenge', 'session-3'],
  ]);
});

describe('a device', () => {
  const gone = refusal('ResourceNotFoundException', 'Device does not exist.');

  async function remembered(...replies: readonly Reply[]) {
    const { storage, items } = openStorage();
    const key = (item: string) => `CognitoIdentityServiceProvider.client.user-1.${item}`;
    items.set(key('deviceKey'), 'device-1');
    items.set(key('deviceGroupKey'), '-group');
    items.set(key('randomPasswordKey'), 'random');
    const { config, received } = await script(...replies);
    return { config: { ...config, storage }, received, items, key };
  }

  test('that Cognito knows no more is forgotten, and the same answer goes without it, once', async () => {
    const { config, received, items } = await remembered(
      challenge('session-1', { USERNAME: 'user-1' }),
      gone,
      tokens(),
    );

    const step = (await createAuthClient(config).signIn({ username: 'alice' })) as PendingStep;
    expect(await step.answer('1')).toMatchObject({ name: 'signedIn' });

    expect(received.map(({ body }) => body.ChallengeResponses)).toEqual([
      undefined,
      { USERNAME: 'user-1', ANSWER: '1', DEVICE_KEY: 'device-1' },
      { USERNAME: 'user-1', ANSWER: '1' },
    ]);
    expect([...items.keys()].join()).not.toMatch(/device|randomPassword/);
  });

  test('that goes in the middle of its proof has the sign-in begin anew, once', async () => {
    const asked = [asks('PASSWORD_VERIFIER', verifier), asks('DEVICE_SRP_AUTH', { DEVICE_KEY: 'device-1' })];
    const { config, received } = await remembered(...asked, gone, asks('PASSWORD_VERIFIER', verifier), tokens());

    const step = await createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' }).signIn(alice);

    expect(step.name).toBe('signedIn');
    expect(received.map(({ body }) => body.ChallengeName ?? body.AuthFlow)).toEqual([
      'USER_SRP_AUTH',
      'PASSWORD_VERIFIER',
      'DEVICE_SRP_AUTH',
      'USER_SRP_AUTH',
      'PASSWORD_VERIFIER',
    ]);
    expect(received[4]?.body.ChallengeResponses).not.toHaveProperty('DEVICE_KEY');
  });

  test('whose proof is refused is forgotten, so that the next sign-in goes without it', async () => {
    const wrong = refusal('NotAuthorizedException', 'Incorrect username or password.');
    const { config, items } = await remembered(asks('DEVICE_SRP_AUTH', { USERNAME: 'user-1' }), wrong);

    await expect(createAuthClient(config).signIn({ username: 'alice' })).rejects.toHaveProperty(
      'code',
      'NotAuthorizedException',
    );

    expect([...items.keys()].join()).not.toMatch(/device|randomPassword/);
  });

  test('whose password is lost is no device', async () => {
    const { config, items, key } = await remembered(asks('DEVICE_SRP_AUTH', { USERNAME: 'user-1' }));
    items.delete(key('randomPasswordKey'));

    const signingIn = createAuthClient(config).signIn({ username: 'alice' });

    await expect(signingIn).rejects.toMatchObject({ code: 'unsupported-challenge', challengeName: 'DEVICE_SRP_AUTH' });
  });
});
