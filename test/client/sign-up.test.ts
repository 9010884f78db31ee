import fc from 'fast-check';
import { expect, test } from 'vitest';
import { confirmSignUp, resendConfirmationCode, signUp } from '../../lib/client/index.ts';
import { unknownPassword } from '../../lib/client/sign-up.ts';
import { secretHash } from '../../lib/protocol/index.ts';
import { refusal, scriptCognito } from './support/scripted-cognito.ts';

const ids = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client' };
const CodeDeliveryDetails = { Destination: 'a***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' };
const delivery = { destination: 'a***@e***', medium: 'EMAIL', attribute: 'email' };

test('signs up with attributes and a password that nobody knows', async () => {
  const answer = { json: { UserConfirmed: false, UserSub: 'sub-1', CodeDeliveryDetails } };
  const { endpoint, received } = await scriptCognito(answer, answer);
  const input = { username: 'alice@example.com', attributes: { email: 'alice@example.com', name: 'Alice' } };

  const signedUp = await signUp({ ...ids, endpoint }, input, { clientMetadata: { from: 'shop' } });
  await signUp({ ...ids, endpoint }, input);

  expect(signedUp).toEqual({ confirmed: false, userSub: 'sub-1', delivery });
  expect(received[0]).toMatchObject({
    operation: 'SignUp',
    body: {
      ClientId: 'client',
      Username: 'alice@example.com',
      UserAttributes: [
        { Name: 'email', Value: 'alice@example.com' },
        { Name: 'name', Value: 'Alice' },
      ],
      ClientMetadata: { from: 'shop' },
    },
  });
  expect(received[0]?.body.Password).not.toBe(received[1]?.body.Password);
});

test('takes a password where the pool asks one', async () => {
  const { endpoint, received } = await scriptCognito({ json: { UserConfirmed: true, UserSub: 'sub-1' } });

  const signedUp = await signUp({ ...ids, endpoint }, { username: 'alice', password: 'Correct-Horse-9' });

  expect(signedUp).toEqual({ confirmed: true, userSub: 'sub-1', delivery: undefined });
  expect(received[0]?.body.Password).toBe('Correct-Horse-9');
});

test('an unknown password meets the strictest policy that Cognito knows', () => {
  fc.assert(
    fc.property(fc.constant(undefined), () => {
      const password = unknownPassword();

      expect(password).toHaveLength(98);
      for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[!]/]) expect(password).toMatch(kind);
      expect(password).not.toMatch(/\s/);
    }),
  );
});

test('confirms by the code, and has it sent again', async () => {
  const { endpoint, received } = await scriptCognito({ json: {} }, { json: { CodeDeliveryDetails } });
  const config = { ...ids, clientSecret: 'hush', endpoint };
  const SecretHash = await secretHash('alice', 'client', 'hush');

  await confirmSignUp(config, { username: 'alice', code: '123456' });
  const sent = await resendConfirmationCode(config, { username: 'alice' });

  expect(sent).toEqual(delivery);
  expect(received.map(({ operation, body }) => [operation, body])).toEqual([
    ['ConfirmSignUp', { ClientId: 'client', Username: 'alice', SecretHash, ConfirmationCode: '123456' }],
    ['ResendConfirmationCode', { ClientId: 'client', Username: 'alice', SecretHash }],
  ]);
});

test("a wrong code is Cognito's own error", async () => {
  const { endpoint } = await scriptCognito(refusal('CodeMismatchException', 'Invalid verification code provided.'));

  await expect(confirmSignUp({ ...ids, endpoint }, { username: 'alice', code: '1' })).rejects.toMatchObject({
    code: 'CodeMismatchException',
  });
});
