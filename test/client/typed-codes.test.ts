import { expect, test } from 'vitest';
import { confirmForgotPassword, confirmSignUp, startSignIn, verifySoftwareToken } from '../../lib/client/index.ts';
import { scriptCognito, tokens } from './support/scripted-cognito.ts';

const ids = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client' };
/** 012345, as people type it. */
const TYPED = [' ٠١٢٣٤٥', '०१२-३४५', '０１２　３４５\n', '\u2068012\u00a0345\u2069'];

test.each(
  [
    ['SMS_MFA', 'SMS_MFA_CODE'],
    ['SMS_OTP', 'SMS_OTP_CODE'],
    ['EMAIL_OTP', 'EMAIL_OTP_CODE'],
    ['SOFTWARE_TOKEN_MFA', 'SOFTWARE_TOKEN_MFA_CODE'],
  ].flatMap(([name, response]) => TYPED.map((typed) => [name, response, typed] as [string, string, string])),
)('the answer to %s goes out as %s in digits that Cognito knows: %j', async (ChallengeName, response, typed) => {
  const { endpoint, received } = await scriptCognito({ json: { ChallengeName, Session: 'session-1' } }, tokens());

  const step = await startSignIn({ ...ids, endpoint, authFlow: 'USER_AUTH' }, { username: 'alice' });
  await (step as Extract<typeof step, { name: 'EMAIL_OTP' }>).answer(typed);

  expect(received[1]?.body.ChallengeResponses).toMatchObject({ [response]: '012345' });
});

test.each(TYPED)('so do the codes of an account: %j', async (code) => {
  const ok = { json: {} };
  const { endpoint, received } = await scriptCognito(ok, ok, ok);
  const config = { ...ids, endpoint };

  await confirmSignUp(config, { username: 'alice', code });
  await confirmForgotPassword(config, { username: 'alice', code, newPassword: '० is no code' });
  await verifySoftwareToken(config, { accessToken: 'token', code });

  expect(received.map(({ body }) => body.ConfirmationCode ?? body.UserCode)).toEqual(Array(3).fill('012345'));
  expect(received[1]?.body.Password).toBe('० is no code');
});

test.each(TYPED)('so does the first code of an app: %j', async (code) => {
  const { endpoint, received } = await scriptCognito(
    { json: { ChallengeName: 'MFA_SETUP', Session: 'session-1' } },
    { json: { SecretCode: 'SECRET', Session: 'session-2' } },
    { json: { Session: 'session-3' } },
    tokens(),
  );
  const setUp = await startSignIn({ ...ids, endpoint, authFlow: 'USER_AUTH' }, { username: 'alice' });
  if (setUp.name !== 'MFA_SETUP') throw new Error(`asked ${setUp.name}`);
  const step = await setUp.answer('SOFTWARE_TOKEN_MFA');
  if (step.name !== 'SOFTWARE_TOKEN_SETUP') throw new Error(`asked ${step.name}`);
  await step.answer(code);

  expect(received[2]?.body.UserCode).toBe('012345');
});
