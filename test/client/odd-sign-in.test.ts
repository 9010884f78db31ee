import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AuthError, createAuthClient, memoryStorage, startSignIn } from '../../lib/client/index.ts';

const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client' };
const parameters = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(
    fc.constantFrom('challenge', 'attemptsLeft', 'options', 'USERNAME', 'retry', 'retryAfter'),
    fc.jsonValue(),
  ),
);
const tokens = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom('AccessToken', 'IdToken', 'RefreshToken', 'ExpiresIn'), fc.jsonValue()),
);
const responses = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      ChallengeName: fc.constantFrom('CUSTOM_CHALLENGE', 'SMS_MFA', 'MFA_SETUP', 'toString', '', 5, null),
      ChallengeParameters: parameters,
      Session: fc.oneof(fc.constant('session'), fc.jsonValue()),
      AuthenticationResult: tokens,
    },
    { requiredKeys: [] },
  ),
);

test('whatever Cognito answers, a sign-in comes to a step, to tokens that are some, or to an AuthError', async () => {
  await fc.assert(
    fc.asyncProperty(responses, fc.boolean(), async (response, keeps) => {
      const fetch = async () => Response.json(response);
      const begin = () =>
        keeps
          ? createAuthClient({ ...config, fetch, storage: memoryStorage() }).signIn({ username: 'alice' })
          : startSignIn({ ...config, fetch }, { username: 'alice' });

      const end = await begin().catch((error: unknown) => error);

      if (end instanceof Error) {
        expect(end).toBeInstanceOf(AuthError);
        return;
      }
      const { tokens: given } = end as Awaited<ReturnType<typeof startSignIn>>;
      if (!given) return;
      expect(given.accessToken && given.idToken && given.refreshToken).toBeTruthy();
      expect(given.expiresAt).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});

test.each([undefined, null, '', 5])('a user name of another type is Cognito’s to refuse: %s', async (username) => {
  const refusal = { __type: 'InvalidParameterException', message: 'Missing required parameter USERNAME' };
  const fetch = async () => Response.json(refusal, { status: 400 });

  await expect(startSignIn({ ...config, fetch }, { username: username as string })).rejects.toMatchObject({
    code: 'InvalidParameterException',
  });
});
