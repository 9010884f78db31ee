import { expect, test } from 'vitest';
import { runApp } from './support/run-app.ts';
import { answer } from './support/sign-in.ts';
import { beginSrp, claimOf, passPassword, respond } from './support/srp.ts';
import { createUser, PASSWORD, setPassword, TEMPORARY } from './support/users.ts';

test('an app whose flow asks the password: countersign local --app, triggers in their processes', async () => {
  const { sdk, config, messages } = await runApp('test/local/support/password-app/app.ts');
  const { userPoolId = '', clients: [client] = [] } = config;
  const pool = { sdk, ClientId: client?.clientId ?? '', UserPoolId: userPoolId, clock: Date };
  const alice = 'alice@example.com';
  await setPassword(pool, alice);

  // Both factors, in order.
  const begun = await beginSrp(pool, alice, 'CUSTOM_AUTH');
  expect(begun.challenged.ChallengeName).toBe('PASSWORD_VERIFIER');
  const claim = await claimOf(pool, begun, PASSWORD, Date.now());
  const challenged = await respond(pool, begun.challenged, claim);
  expect(challenged).toMatchObject({
    ChallengeName: 'CUSTOM_CHALLENGE',
    ChallengeParameters: { challenge: 'emailOtp' },
  });
  const [message] = await messages();
  const { AuthenticationResult } = await answer(pool, challenged, message?.code ?? '');
  expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);

  // Neither alone.
  const incorrect = 'Incorrect username or password.';
  await expect(passPassword(pool, alice, 'Wrong-Horse-9', 'CUSTOM_AUTH')).rejects.toThrow(incorrect);
  await createUser(pool, 'bob@example.com');
  await expect(passPassword(pool, 'bob@example.com', TEMPORARY, 'CUSTOM_AUTH')).rejects.toThrow(incorrect);
  await expect(beginSrp(pool, alice, 'USER_SRP_AUTH')).rejects.toThrow('flow not enabled for this client');
  expect(await messages()).toHaveLength(1);
}, 60_000);
