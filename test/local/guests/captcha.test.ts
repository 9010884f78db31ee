// @module-tag slow
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedStep } from '../support/asked-step.ts';
import { CaptchaStack } from '../support/guests/captcha/stack.ts';
import { answer } from '../support/sign-in.ts';
import { beginSrp, passPassword } from '../support/srp.ts';
import { type Guest, startGuest } from '../support/start-guest.ts';
import { PASSWORD } from '../support/users.ts';

const RIGHT = 'of a person';

/** Judges tokens as a CAPTCHA's server does, and keeps what it was asked. */
async function startSiteVerify(asked: unknown[]): Promise<Server> {
  const server = createServer(async (request, response) => {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    asked.push(form);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ success: form.response === RIGHT, 'error-codes': [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('an app that asks the password and a CAPTCHA, by callbacks', () => {
  const asked: unknown[] = [];
  let siteVerify: Server;
  let guest: Guest;
  beforeAll(async () => {
    siteVerify = await startSiteVerify(asked);
    const SITE_VERIFY_URL = `http://127.0.0.1:${(siteVerify.address() as AddressInfo).port}/siteverify`;
    const seed = [{ username: 'alice', password: PASSWORD }];
    guest = await startGuest(CaptchaStack, { seed, environment: { SITE_VERIFY_URL } });
  });
  afterAll(async () => {
    siteVerify.close();
    await guest.close();
  });

  it('signs in after both, the token judged by the server', async () => {
    const challenged = await passPassword(guest, 'alice', PASSWORD, 'CUSTOM_AUTH');
    expect(challenged).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { captchaSiteKey: 'site-key' },
    });
    const { AuthenticationResult } = await answer(guest, challenged, RIGHT);
    expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
    expect(asked).toEqual([{ secret: 'of the example alone', response: RIGHT }]);
  });

  it('signs in by this project’s client', async () => {
    const step = askedStep(await guest.client().signIn({ username: 'alice', password: PASSWORD }));
    expect(step).toMatchObject({ name: 'CUSTOM_CHALLENGE', parameters: { captchaSiteKey: 'site-key' } });
    expect(await step.answer(RIGHT)).toMatchObject({ name: 'signedIn' });
  });

  it('refuses a token that the server doesn’t take, a wrong password, and whoever leaves the password out', async () => {
    const challenged = await passPassword(guest, 'alice', PASSWORD, 'CUSTOM_AUTH');
    await expect(answer(guest, challenged, 'of a machine')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    const before = asked.length;
    await expect(passPassword(guest, 'alice', 'Wrong-Horse-9', 'CUSTOM_AUTH')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    const { challenged: password } = await beginSrp(guest, 'alice', 'CUSTOM_AUTH');
    await expect(answer(guest, password, RIGHT)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(asked).toHaveLength(before);
  });
});
