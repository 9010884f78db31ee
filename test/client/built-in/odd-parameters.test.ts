import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AuthError, ResponseError, startSignIn } from '../../../lib/client/index.ts';
import { scriptCognito } from '../support/scripted-cognito.ts';

/** What Cognito may come to tell, and nobody could read. */
const NO_JSON = 'personal-data {';
const SHAPES = ['null', '5', '"personal-data"', '[1]', '[null]', '{"personal-data":1}', '[["personal-data"]]'];

const CASES = [
  ['SELECT_MFA_TYPE', 'MFAS_CAN_CHOOSE', [NO_JSON, ...SHAPES]],
  ['SELECT_MFA_TYPE', 'MFAS_CAN_SELECT', [NO_JSON, ...SHAPES]],
  ['MFA_SETUP', 'MFAS_CAN_SETUP', [NO_JSON, ...SHAPES]],
  ['NEW_PASSWORD_REQUIRED', 'requiredAttributes', [NO_JSON, ...SHAPES]],
  ['NEW_PASSWORD_REQUIRED', 'userAttributes', [NO_JSON, ...SHAPES]],
  ['WEB_AUTHN', 'CREDENTIAL_REQUEST_OPTIONS', [NO_JSON, '', '{}', '{"challenge":5}', ...SHAPES]],
] as const;

async function signInAsked(challenge: object): Promise<unknown> {
  const { endpoint } = await scriptCognito({ json: { Session: 'session-1', ...challenge } });
  const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', endpoint, authFlow: 'USER_AUTH' } as const;
  return startSignIn(config, { username: 'alice' }).catch((error: unknown) => error);
}

test.each(CASES.flatMap(([name, parameter, values]) => values.map((value) => [name, parameter, value] as const)))(
  '%s whose %s is %s is a ResponseError that names both, and not the value',
  async (ChallengeName, parameter, value) => {
    const error = await signInAsked({ ChallengeName, ChallengeParameters: { [parameter]: value } });

    expect(error).toBeInstanceOf(ResponseError);
    expect((error as Error).message).toContain(`${parameter} of ${ChallengeName}`);
    expect(`${error} ${(error as Error).cause}`).not.toContain('personal');
  },
);

test('a passkey that is asked without a request is one too', async () => {
  const error = await signInAsked({ ChallengeName: 'WEB_AUTHN', ChallengeParameters: {} });

  expect(error).toBeInstanceOf(ResponseError);
});

test.each([null, 'PASSWORD', [1], {}])(
  'so are first factors to choose from that are %j',
  async (AvailableChallenges) => {
    const error = await signInAsked({ ChallengeName: 'SELECT_CHALLENGE', AvailableChallenges });

    expect(error).toBeInstanceOf(ResponseError);
    expect((error as Error).message).toContain('AvailableChallenges');
  },
);

test.each([undefined, null])('where Cognito tells nothing (%s), there is nothing to choose from', async (told) => {
  expect(await signInAsked({ ChallengeName: 'SELECT_MFA_TYPE', ChallengeParameters: told })).toMatchObject({
    name: 'SELECT_MFA_TYPE',
    parameters: { options: [] },
  });
});

test('an authenticator app that is given no secret is a ResponseError', async () => {
  const { endpoint } = await scriptCognito(
    { json: { ChallengeName: 'MFA_SETUP', Session: 'session-1' } },
    { json: { Session: 'session-2' } },
  );
  const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', endpoint, authFlow: 'USER_AUTH' } as const;
  const step = await startSignIn(config, { username: 'alice' });
  if (step.name !== 'MFA_SETUP') throw new Error(`asked ${step.name}`);

  await expect(step.answer('SOFTWARE_TOKEN_MFA')).rejects.toBeInstanceOf(ResponseError);
});

/** Challenges whose parameters are read. */
const NAMES = [
  ...new Set(CASES.map(([name]) => name)),
  ...([
    'SMS_MFA',
    'SMS_OTP',
    'EMAIL_OTP',
    'SOFTWARE_TOKEN_MFA',
    'SELECT_CHALLENGE',
    'PASSWORD',
    'PASSWORD_SRP',
  ] as const),
  'PASSWORD_VERIFIER',
  'DEVICE_SRP_AUTH',
  'NO_SUCH_CHALLENGE',
];
const PARAMETERS = [
  ...new Set(CASES.map(([, parameter]) => parameter)),
  ...['USERNAME', 'USER_ID_FOR_SRP', 'SALT', 'SRP_B', 'SECRET_BLOCK', 'CODE_DELIVERY_DESTINATION'],
];

test('whatever Cognito tells, there is a step or an AuthError', async () => {
  const told = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom(...PARAMETERS), fc.oneof(fc.json(), fc.jsonValue(), fc.string())),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NAMES), told, fc.jsonValue(), async (ChallengeName, parameters, more) => {
      const answer = {
        ChallengeName,
        ChallengeParameters: parameters,
        AvailableChallenges: more,
        Session: 'session-1',
      };
      const config = {
        userPoolId: 'eu-central-1_AbCdEf123',
        clientId: 'client',
        authFlow: 'USER_AUTH',
        fetch: async () => Response.json(answer),
      } as const;

      const end = await startSignIn(config, { username: 'alice', password: 'x' }).catch((error: unknown) => error);

      expect(end instanceof AuthError || (end as { name: unknown }).name === ChallengeName).toBe(true);
    }),
    { numRuns: 300 },
  );
});
