import { expect, test } from 'vitest';
import { ConfigurationError, startSignIn } from '../../../lib/client/index.ts';
import { scriptCognito, tokens } from '../support/scripted-cognito.ts';

const ids = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', authFlow: 'USER_AUTH' } as const;

/** A step as a page without types holds it. */
interface AnyStep {
  readonly name: string;
  answer(answer?: unknown): Promise<AnyStep>;
}

/** The step of a challenge, and what Cognito gets from then on. */
async function asked(ChallengeName: string, more: object = {}) {
  const challenge = { json: { ChallengeName, Session: 'session-1', ...more } };
  const { endpoint, received } = await scriptCognito(challenge, tokens());
  const step = (await startSignIn({ ...ids, endpoint }, { username: 'alice' })) as unknown as AnyStep;
  return { step, answers: () => received.slice(1).map(({ body }) => body.ChallengeResponses) };
}

const circular: Record<string, unknown> = { id: 'secret-answer' };
circular.itself = circular;
const NO_TEXT = [undefined, null, 123456, { code: 'secret-answer' }, ['secret-answer'], circular, 1n];
const request = { ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: '{"challenge":"AA"}' } };

const WRONG: readonly (readonly [string, readonly unknown[], object?])[] = [
  ['SMS_MFA', NO_TEXT],
  ['SMS_OTP', NO_TEXT],
  ['EMAIL_OTP', NO_TEXT],
  ['SOFTWARE_TOKEN_MFA', NO_TEXT],
  ['SELECT_MFA_TYPE', NO_TEXT],
  ['SELECT_CHALLENGE', NO_TEXT],
  ['PASSWORD', NO_TEXT],
  ['PASSWORD_SRP', NO_TEXT],
  ['MFA_SETUP', [...NO_TEXT, 'SMS_MFA', { email: undefined }]],
  [
    'NEW_PASSWORD_REQUIRED',
    [
      ...NO_TEXT,
      { newPassword: 5 },
      { newPassword: 'x', userAttributes: 'name' },
      { newPassword: 'x', userAttributes: { name: 5 } },
    ],
  ],
  ['WEB_AUTHN', [undefined, null, 'secret-answer', ['secret-answer'], circular, { id: 1n }], request],
];

test.each(WRONG.flatMap(([name, answers, more]) => answers.map((answer) => ({ name, answer, more }))))(
  'an answer of another type to $name is refused before it is sent: $answer',
  async ({ name, answer, more }) => {
    const { step, answers: sent } = await asked(name, more);

    const error = await step.answer(answer).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain(name);
    expect(`${error}`).not.toContain('secret-answer');
    expect(sent()).toEqual([]);
  },
);

test.each(['PASSWORD', 'PASSWORD_SRP'])('a choice of %s takes no other answer either', async (name) => {
  const { step, answers } = await asked('SELECT_CHALLENGE');
  const password = await step.answer(name);

  await expect(password.answer({ password: 'x' })).rejects.toBeInstanceOf(ConfigurationError);
  expect(answers()).toEqual([]);
});

test('a step may be answered after such an answer', async () => {
  const { step, answers } = await asked('EMAIL_OTP');

  await expect(step.answer()).rejects.toBeInstanceOf(ConfigurationError);

  expect(await step.answer('123456')).toMatchObject({ name: 'signedIn' });
  expect(answers()).toMatchObject([{ EMAIL_OTP_CODE: '123456' }]);
});

test.each([undefined, {}, { code: 5 }, { code: '123456', deviceName: 5 }])(
  'the first code of an app is a text, too, and not %j',
  async (answer) => {
    const { endpoint, received } = await scriptCognito(
      { json: { ChallengeName: 'MFA_SETUP', Session: 'session-1' } },
      { json: { SecretCode: 'SECRET', Session: 'session-2' } },
    );
    const setUp = (await startSignIn({ ...ids, endpoint }, { username: 'alice' })) as unknown as AnyStep;
    const step = await setUp.answer('SOFTWARE_TOKEN_MFA');

    await expect(step.answer(answer)).rejects.toBeInstanceOf(ConfigurationError);
    expect(received).toHaveLength(2);
  },
);
