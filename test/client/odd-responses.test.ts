import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as client from '../../lib/client/index.ts';

const username = 'alice';
const accessToken = 'the-token';
const code = '123456';

/** Each function of an account. */
const CALLS: Readonly<Record<string, (config: client.ClientConfig) => Promise<unknown>>> = {
  signUp: (config) => client.signUp(config, { username }),
  confirmSignUp: (config) => client.confirmSignUp(config, { username, code }),
  resendConfirmationCode: (config) => client.resendConfirmationCode(config, { username }),
  forgotPassword: (config) => client.forgotPassword(config, { username }),
  confirmForgotPassword: (config) => client.confirmForgotPassword(config, { username, code, newPassword: 'new' }),
  changePassword: (config) => client.changePassword(config, { accessToken, newPassword: 'new' }),
  associateSoftwareToken: (config) => client.associateSoftwareToken(config, { accessToken }),
  verifySoftwareToken: (config) => client.verifySoftwareToken(config, { accessToken, code }),
  registerWebAuthnCredential: (config) => client.registerWebAuthnCredential(config, { accessToken }),
};
/** What the functions promise that promise something. */
const TYPES: Readonly<Record<string, RegExp>> = {
  signUp: /object/,
  resendConfirmationCode: /object|undefined/,
  forgotPassword: /object|undefined/,
  associateSoftwareToken: /string/,
};
const MEMBERS = ['CodeDeliveryDetails', 'UserSub', 'SecretCode', 'Status', 'CredentialCreationOptions', 'Session'];

test.each(Object.entries(CALLS))('whatever answers %s, it ends well or in an AuthError', async (name, run) => {
  vi.stubGlobal('navigator', { credentials: { create: async () => null } });
  onTestFinished(() => void vi.unstubAllGlobals());
  const answers = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...MEMBERS), fc.jsonValue()));

  await fc.assert(
    fc.asyncProperty(answers, fc.constantFrom(200, 400, 500), async (answer, status) => {
      const fetch = async () => Response.json(answer, { status });
      const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', fetch };

      const end = await run(config).catch((error: unknown) => error);

      if (end instanceof Error) expect(end).toBeInstanceOf(client.AuthError);
      else expect(typeof end).toMatch(TYPES[name] ?? 'undefined');
    }),
  );
});
