import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { AdminGetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { emailOtp } from '../../../lib/challenges/index.ts';
import { defineChallenge, defineFlow } from '../../../lib/flow/index.ts';
import { startLocalSignIn } from '../../client/support/local-sign-in.ts';
import { ALICE, appCode, mfaPool, otherThan, PHONE, prefer, setAttributes } from '../../local/support/mfa.ts';
import { startTestPool } from '../../local/support/start-pool.ts';
import { createUser, PASSWORD, setPassword, TEMPORARY } from '../../local/support/users.ts';
import { focused, pagesFor, problemIn } from './support/open-stage.ts';
import {
  begin,
  heading,
  pageConfig,
  poolSignInsIn,
  press,
  sendCode,
  signedIn,
  toldIn,
  type,
} from './support/pool-sign-in.ts';

const SLOW = { tags: 'slow' };

const openSignIn = poolSignInsIn(
  pagesFor({ script: 'pool-page.ts', connect: 'http://localhost:* http://127.0.0.1:*' }),
);

const question = defineChallenge({
  factor: 'knowledge',
  create: () => ({ parameters: { question: 'Your first pet?' } }),
  decoy: () => ({ parameters: { question: 'Your first pet?' } }),
  verify: ({ answer }) => answer === 'Bob',
  limits: { guesses: { free: 1, wait: 60 } },
});
const byCode = defineFlow({ emailOtp: emailOtp({ digits: 6 }) }, function* ({ pass }) {
  yield* pass('emailOtp');
});
const byChoice = defineFlow({ emailOtp: emailOtp({ digits: 6 }), question }, function* ({ choose }) {
  yield* choose('emailOtp', 'question');
});
const byPassword = defineFlow({ emailOtp: emailOtp({ digits: 6 }) }, function* ({ password, pass }) {
  yield* password();
  yield* pass('emailOtp');
});

const BY_MAIL = 'A code by e-mail';
const code = (page: Page) => page.getByLabel('Code', { exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** A pool whose clock a test moves on. */
async function startMovable(...[flow, client]: [Parameters<typeof startLocalSignIn>[0], object?]) {
  let ahead = 0;
  const started = await startLocalSignIn(flow, client, () => Date.now() + ahead);
  return {
    ...started,
    pass: (seconds: number): void => {
      ahead += seconds * 1000;
    },
  };
}

test('a mailed code: wrong, after a reload, and right, by the keyboard alone', async () => {
  const { config, outbox } = await startLocalSignIn(byChoice);
  const { page, reload } = await openSignIn({ config, options: { autofocus: true } });
  await page.getByLabel('User name').waitFor();
  await type(page, ALICE);
  await heading(page, 'How do you want to sign in?');
  await press(page, BY_MAIL);

  await page.getByText('We sent a code to a***@e***.').waitFor();
  const sent = outbox.lastCode();
  await type(page, otherThan(sent));
  expect(await toldIn(page)).toBe('That is not right. 2 attempts left.');

  await reload();
  await page.getByText('That is not right. 2 attempts left.').waitFor();
  await expect.poll(() => focused(page)).toBe('code');
  await type(page, sent);
  await signedIn(page);
  expect(await page.evaluate(() => globalThis.accessToken)).toMatch(/^eyJ/);

  await reload();
  await heading(page, 'Sign in');
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('back to the choice, and another way, by the keyboard alone', SLOW, async () => {
  const { config } = await startLocalSignIn(byChoice);
  const { page } = await openSignIn({ config });
  await begin(page);
  await press(page, BY_MAIL);
  await press(page, 'Sign in another way');
  await heading(page, 'How do you want to sign in?');
  expect(await focused(page)).toBe('How do you want to sign in?');
  await press(page, 'Question');
  await page.getByRole('textbox', { name: 'Question' }).waitFor();
  await type(page, 'Bob');
  await signedIn(page);
});

test('a second mail is sent by a click, not before its time, and has the same code', SLOW, async () => {
  const { config, outbox, pass } = await startMovable(byCode);
  const { page } = await openSignIn({ config }, { stopsClock: true });
  await begin(page);
  await code(page).waitFor();
  const first = outbox.lastCode();
  await button(page, 'Send a new code').click();
  await page.getByText(/You can have a new code sent in 0:(30|2\d)\./).waitFor();
  expect(outbox.list()).toHaveLength(1);
  expect(await page.getByText('A new code is on its way.').count()).toBe(0);

  pass(31);
  await page.clock.runFor(31_000);
  await button(page, 'Send a new code').click();
  await page.getByText('A new code is on its way.').waitFor();
  expect(outbox.list()).toHaveLength(2);
  await sendCode(page, first);
  await signedIn(page);
});

test('after the last wrong answer it begins anew, and nobody learns who exists', SLOW, async () => {
  const seen: unknown[] = [];
  for (const username of [ALICE, 'anybody@example.com']) {
    const { config } = await startLocalSignIn(byCode);
    const { page } = await openSignIn({ config });
    const looks: unknown[] = [];
    const look = async (): Promise<void> => {
      looks.push([await page.locator('#sign-in').innerHTML(), await focused(page)]);
    };
    await begin(page, username);
    await code(page).waitFor();
    await look();
    for (const left of [2, 1]) {
      await type(page, '000000');
      await page.getByText(`${left} attempt`).waitFor();
      await look();
    }
    await type(page, '000000');
    await heading(page, 'Sign in');
    expect(await problemIn(page)).toBe('That was not right either. Sign in again.');
    expect(await page.getByLabel('User name').inputValue()).toBe(username);
    await look();
    seen.push(JSON.parse(JSON.stringify(looks).replaceAll(username, 'NAME')));
  }
  expect(seen[0]).toEqual(seen[1]);
});

test('after too many wrong answers the wait is told, and is no longer after a reload', SLOW, async () => {
  const { config, pass } = await startMovable(byChoice);
  const { page, reload } = await openSignIn({ config }, { stopsClock: true });
  await begin(page);
  await button(page, 'Question').click();
  await page.getByRole('textbox', { name: 'Question' }).waitFor();
  await type(page, 'Rex');
  await page.getByText('2 attempts left.').waitFor();
  await type(page, 'Max');
  await page.getByText(/You can try again in (1:00|0:5\d)\./).waitFor();
  expect(await button(page, 'Continue').getAttribute('aria-disabled')).toBe('true');
  expect(await button(page, 'Sign in another way').isEnabled()).toBe(true);

  pass(40);
  await page.clock.runFor(40_000);
  await reload();
  await page.getByText(/You can try again in 0:(20|1\d)\./).waitFor();
  pass(20);
  await page.clock.runFor(20_000);
  await page.getByRole('textbox', { name: 'Question' }).focus();
  await type(page, 'Bob');
  await signedIn(page);
});

test('what signed in in one tab was used in the other, which gets a new code', SLOW, async () => {
  const { config, outbox, pass } = await startMovable(byCode);
  const { page, openTab } = await openSignIn({ config });
  await begin(page);
  await code(page).waitFor();
  const tab = await openTab();
  await begin(tab);
  await tab.getByText(/We sent a code to a\*\*\*@e\*\*\*/).waitFor();
  expect(outbox.list().filter(({ shared }) => !shared)).toHaveLength(1);
  const sent = outbox.lastCode();
  await sendCode(page, sent);
  await signedIn(page);

  await sendCode(tab, sent);
  expect(await toldIn(tab)).toBe('That code was used before. Send a new one. 2 attempts left.');
  pass(31);
  await button(tab, 'Send a new code').click();
  await tab.getByText('A new code is on its way.').waitFor();
  await sendCode(tab, outbox.lastCode());
  await signedIn(tab);
});

test.each([
  ['after three minutes', {}, 180],
  ['after ten minutes, as the client has it', { authSessionValidity: 10 }, 600],
])('a minute before a sign-in ends it warns, and then it begins anew: %s', SLOW, async (_, client, seconds) => {
  const { config } = await startLocalSignIn(byCode, client);
  const { page } = await openSignIn({ config }, { stopsClock: true });
  const status = page.getByRole('status');
  await begin(page);
  await code(page).waitFor();
  await page.clock.fastForward((seconds - 65) * 1000);
  await page.clock.runFor(1000);
  expect(await status.textContent()).toBe('');
  await page.clock.runFor(6000);
  expect(await status.textContent()).toBe('Less than a minute is left.');
  await page.clock.fastForward(60_000);

  expect(await toldIn(page)).toBe('That took too long. Sign in again.');
  expect(await page.getByLabel('User name').inputValue()).toBe(ALICE);
  expect(await focused(page)).toBe('username');
});

test('after an answer that came too late the code in hand still works', SLOW, async () => {
  const { config, outbox, pass } = await startMovable(byCode);
  const { page } = await openSignIn({ config });
  await begin(page);
  await code(page).waitFor();
  const sent = outbox.lastCode();
  pass(181);
  await sendCode(page, sent);
  expect(await toldIn(page)).toBe('That took too long. Sign in again.');
  expect(await page.getByLabel('User name').inputValue()).toBe(ALICE);

  await page.keyboard.press('Enter');
  await code(page).waitFor();
  await sendCode(page, outbox.lastCode());
  await signedIn(page);
});

test('a flow that begins with a password asks it beside the name', SLOW, async () => {
  const pool = await startTestPool({ flow: byPassword, now: Date.now });
  await setPassword(pool, ALICE);
  const { page } = await openSignIn({ config: pageConfig(pool), options: { password: true } });
  for (const [username, password] of [
    [ALICE, 'Wrong-Horse-9'],
    ['anybody@example.com', PASSWORD],
  ] as const) {
    await begin(page, username, password);
    expect(await toldIn(page)).toBe('That did not work. Check what you typed, and try again.');
    expect(await page.getByLabel('User name').inputValue()).toBe(username);
  }

  await begin(page, ALICE, PASSWORD);
  await heading(page, 'Enter the code');
  await type(page, pool.outbox.lastCode());
  await signedIn(page);
});

test('an authenticator app is set up by the key in the page, and asked from then on', async () => {
  const pool = await mfaPool({ pool: { mfaConfiguration: 'ON', enabledMfas: ['SOFTWARE_TOKEN_MFA'] }, now: Date.now });
  const given = { config: pageConfig(pool, 'USER_PASSWORD_AUTH'), options: { password: true } };
  const { page, reload } = await openSignIn(given);
  await begin(page, ALICE, PASSWORD);
  const setUp = async (): Promise<string> => {
    await button(page, 'Use an authenticator app').click();
    await page.locator('.cs-qr').waitFor();
    return ((await page.locator('.cs-key').textContent()) ?? '').replaceAll(' ', '');
  };
  const unseen = await setUp();
  // The key is kept nowhere: after a reload there is another one.
  await reload();
  const secret = await setUp();
  expect(secret).not.toBe(unseen);

  const around = [-30_000, 0, 30_000].map((from) => appCode(secret, Date.now() + from));
  await sendCode(page, otherThan(...around));
  expect(await toldIn(page)).toBe('That is not right.');
  await type(page, appCode(secret, Date.now()));
  await signedIn(page);

  const again = await openSignIn(given);
  await begin(again.page, ALICE, PASSWORD);
  await again.page.getByText('authenticator app').first().waitFor();
  await type(again.page, otherThan(...around));
  expect(await toldIn(again.page)).toBe('That is not right.');
  // The code of the next half minute: that of this one has been used.
  await type(again.page, appCode(secret, Date.now() + 30_000));
  await signedIn(again.page);
});

test('the MFA that the user picks is asked, and a wrong code leaves its step', SLOW, async () => {
  const pool = await mfaPool({ now: Date.now });
  await setAttributes(pool, { phone_number: PHONE, phone_number_verified: 'true' });
  await prefer(pool, { SMSMfaSettings: { Enabled: true }, EmailMfaSettings: { Enabled: true } });
  for (const [label, text] of [
    ['A code by text message', 'We sent a code to +*******0134.'],
    [BY_MAIL, 'We sent a code to a***@e***.'],
  ] as const) {
    const { page } = await openSignIn({ config: pageConfig(pool, 'USER_SRP_AUTH'), options: { password: true } });
    await begin(page, ALICE, PASSWORD);
    await button(page, label).click();
    await page.getByText(text).waitFor();
    await type(page, otherThan(pool.outbox.lastCode()));
    expect(await toldIn(page)).toBe('That is not right.');
    expect(await focused(page)).toBe('code');
    await type(page, pool.outbox.lastCode());
    await signedIn(page);
  }
});

test('codes by e-mail are set up by an address', SLOW, async () => {
  const pool = await startTestPool({
    pool: {
      mfaConfiguration: 'ON',
      enabledMfas: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
      usernameAttributes: [],
      schema: [],
    },
    client: { explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    seed: [],
    now: Date.now,
  });
  await createUser(pool, 'carol');
  await setPassword(pool, 'carol');
  const { page } = await openSignIn({ config: pageConfig(pool, 'USER_PASSWORD_AUTH'), options: { password: true } });
  await begin(page, 'carol', PASSWORD);
  await button(page, 'Use an authenticator app').waitFor();
  await page.getByLabel('E-mail address', { exact: true }).focus();
  await type(page, 'carol@');
  expect(await toldIn(page)).toBe('That can not be right. Check what you typed.');
  await type(page, 'carol@example.com');
  await page.getByText('We sent a code to c***@e***.').waitFor();
  await type(page, pool.outbox.lastCode());
  await signedIn(page);
});

test('a temporary password is replaced, and what the pool misses is asked', SLOW, async () => {
  const pool = await mfaPool({
    pool: {
      schema: [
        { name: 'email', type: 'String', required: true, mutable: true },
        { name: 'given_name', type: 'String', required: true, mutable: true },
        { name: 'birthdate', type: 'String', required: true, mutable: true },
      ],
    },
    now: Date.now,
  });
  await createUser(pool, 'bob@example.com');
  const { page } = await openSignIn({ config: pageConfig(pool, 'USER_PASSWORD_AUTH'), options: { password: true } });
  await begin(page, 'bob@example.com', TEMPORARY);
  await heading(page, 'Choose a new password');
  // In any order: Cognito says none.
  expect((await page.locator('.cs-label').allTextContents()).sort()).toEqual([
    'Date of birth',
    'First name',
    'New password',
  ]);
  await page.getByLabel('First name', { exact: true }).fill('Bob');
  await page.getByLabel('Date of birth', { exact: true }).fill('1990-02-03');
  const password = page.getByLabel('New password', { exact: true });
  await password.fill('short');
  await page.keyboard.press('Enter');
  expect(await toldIn(page)).toBe('This password is too simple, or was used before.');
  expect(await page.getByLabel('First name', { exact: true }).inputValue()).toBe('Bob');
  expect(await focused(page)).toBe('new-password');
  await type(page, 'Much-Longer-Than-That-1');
  await signedIn(page);
  const { UserAttributes = [] } = await pool.sdk.send(
    new AdminGetUserCommand({ UserPoolId: pool.UserPoolId, Username: 'bob@example.com' }),
  );
  expect(UserAttributes).toEqual(
    expect.arrayContaining([
      { Name: 'given_name', Value: 'Bob' },
      { Name: 'birthdate', Value: '1990-02-03' },
    ]),
  );
});

/** A sign-in of choice, at the choice. */
async function openChoice() {
  const pool = await startTestPool({
    pool: { firstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] },
    client: { explicitAuthFlows: ['ALLOW_USER_AUTH'] },
    now: Date.now,
  });
  await setPassword(pool, ALICE);
  await setAttributes(pool, { phone_number: PHONE, phone_number_verified: 'true' });
  const opened = await openSignIn({ config: pageConfig(pool, 'USER_AUTH') });
  await begin(opened.page);
  await heading(opened.page, 'How do you want to sign in?');
  return { pool, ...opened };
}

test.each([
  ['Your password', PASSWORD],
  [BY_MAIL, undefined],
  ['A code by text message', undefined],
])('a sign-in of choice: %s, after a reload in between', SLOW, async (label, password) => {
  const { pool, page, reload } = await openChoice();
  await reload();
  await heading(page, 'How do you want to sign in?');
  expect(await page.locator('.cs-option').allTextContents()).toEqual([
    'Your password',
    BY_MAIL,
    'A code by text message',
  ]);
  await button(page, label).click();
  await button(page, 'Sign in').waitFor();
  if (!password) {
    await type(page, otherThan(pool.outbox.lastCode()));
    expect(await toldIn(page)).toBe('That is not right.');
  }
  await type(page, password ?? pool.outbox.lastCode());
  await signedIn(page);
});

test('a passkey: declined, another way, not asked again by itself after a reload, and used', async () => {
  const pool = await startTestPool({
    pool: { firstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
    client: { explicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH'] },
    now: Date.now,
  });
  await setPassword(pool, ALICE);
  const given = { config: pageConfig(pool, 'USER_AUTH') };
  const { page, reload } = await openSignIn(given);
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  const byPassword = async (): Promise<void> => {
    await button(page, 'Your password').click();
    await page.getByLabel('Password', { exact: true }).waitFor();
    await type(page, PASSWORD);
    await signedIn(page);
  };
  await begin(page);
  await byPassword();
  await page.evaluate((json) => globalThis.register(JSON.parse(json)), JSON.stringify(given));

  await reload();
  await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await begin(page);
  await button(page, 'A passkey').click();
  expect(await toldIn(page)).toBe('The passkey was not used.');
  await button(page, 'Use another account').click();
  await button(page, 'Continue').click();
  await byPassword();

  await reload();
  await begin(page);
  await button(page, 'A passkey').click();
  expect(await toldIn(page)).toBe('The passkey was not used.');
  await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await reload();
  await button(page, 'Use a passkey').waitFor();
  expect(await page.evaluate(() => globalThis.accessToken)).toBe(undefined);
  await button(page, 'Use a passkey').click();
  await signedIn(page);
});

test('the pool out of reach: what was typed stays, and goes when it is back', SLOW, async () => {
  const { config, outbox } = await startLocalSignIn(byCode);
  const { page, said } = await openSignIn({ config });
  await begin(page);
  await code(page).waitFor();
  await page.context().setOffline(true);
  await type(page, outbox.lastCode());
  expect(await toldIn(page)).toBe('There is no connection. What you typed is still here.');
  expect(await code(page).inputValue()).toBe(outbox.lastCode());
  // Chromium says so itself.
  expect(said().join()).toContain('ERR_INTERNET_DISCONNECTED');

  await page.context().setOffline(false);
  await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  expect(await focused(page)).toBe('code');
  await page.keyboard.press('Enter');
  await signedIn(page);
});

/** Stands between a page and its pool: a test takes it away, and leads it to another pool. */
async function startRelay(to: string) {
  const sockets = new Set<Socket>();
  let pool = to;
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(pool).port), '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    client.pipe(upstream).pipe(client);
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  onTestFinished(stop);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop,
    async start(endpoint = to): Promise<void> {
      pool = endpoint;
      await listen(port);
    },
  };
}

test('the pool stopped: what was typed stays, and is sent by a click when it runs again', SLOW, async () => {
  const { config, outbox } = await startLocalSignIn(byCode);
  const relay = await startRelay(config.endpoint);
  const { page, said } = await openSignIn({ config: { ...config, endpoint: relay.endpoint } });
  await relay.stop();
  await begin(page);
  expect(await toldIn(page)).toBe('There is no connection. What you typed is still here.');
  expect(await page.getByLabel('User name').inputValue()).toBe(ALICE);
  await relay.start();
  await button(page, 'Continue').click();
  await code(page).waitFor();

  await relay.stop();
  await type(page, outbox.lastCode());
  expect(await toldIn(page)).toBe('There is no connection. What you typed is still here.');
  await button(page, 'Sign in').click();
  await expect.poll(() => said().filter((line) => line.includes('ERR_CONNECTION_REFUSED')).length).toBe(3);
  expect(await toldIn(page)).toBe('There is no connection. What you typed is still here.');
  await relay.start();
  await button(page, 'Sign in').click();
  await signedIn(page);
});

test('an answer of the pool that gets lost: the sign-in begins anew, the name kept', SLOW, async () => {
  const { config, outbox } = await startLocalSignIn(byCode);
  const { page, said } = await openSignIn({ config });
  await begin(page);
  await code(page).waitFor();
  await page.route(`${config.endpoint}/**`, async (route) => {
    await route.fetch();
    await route.abort();
  });
  await type(page, otherThan(outbox.lastCode()));
  expect(await toldIn(page)).toBe('There is no connection. What you typed is still here.');
  expect(said().join()).toContain('ERR_FAILED');
  await page.unroute(`${config.endpoint}/**`);
  await button(page, 'Sign in').click();
  await heading(page, 'Sign in');
  expect(await toldIn(page)).toBe('That took too long. Sign in again.');
  expect(await page.getByLabel('User name').inputValue()).toBe(ALICE);
  await button(page, 'Continue').click();
  await code(page).waitFor();
  await type(page, outbox.lastCode());
  await signedIn(page);
});

test('a pool that has begun anew: so does the sign-in, the name kept', SLOW, async () => {
  const { config, outbox } = await startLocalSignIn(byCode);
  const relay = await startRelay(config.endpoint);
  const { page } = await openSignIn({ config: { ...config, endpoint: relay.endpoint } });
  await begin(page);
  await code(page).waitFor();
  await relay.stop();
  await relay.start((await startLocalSignIn(byCode)).config.endpoint);
  await type(page, outbox.lastCode());
  expect(await toldIn(page)).toBe('That took too long. Sign in again.');
  expect(await page.getByLabel('User name').inputValue()).toBe(ALICE);
});
