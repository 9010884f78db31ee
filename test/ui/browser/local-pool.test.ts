import { AdminUpdateUserAttributesCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { emailOtp } from '../../../lib/challenges/index.ts';
import type { CognitoFlow } from '../../../lib/client/index.ts';
import { defineChallenge, defineFlow } from '../../../lib/flow/index.ts';
import { startLocalSignIn } from '../../client/support/local-sign-in.ts';
import { configOf } from '../../client/support/password-pool.ts';
import { appCode, mfaPool, otherThan, PHONE, prefer } from '../../local/support/mfa.ts';
import { startTestPool, type TestPool } from '../../local/support/start-pool.ts';
import { choicePool } from '../../local/support/user-auth.ts';
import { createUser, PASSWORD, setPassword, TEMPORARY } from '../../local/support/users.ts';
import type { PoolPage } from '../front-end/pool-page.ts';
import { focused, pagesFor, problemIn } from './support/open-stage.ts';

const SLOW = { tags: 'slow' };
const ALICE = 'alice@example.com';

const openPage = pagesFor({ script: 'pool-page.ts', connect: 'http://localhost:* http://127.0.0.1:*' });

const question = defineChallenge({
  factor: 'knowledge',
  create: () => ({ parameters: { question: 'Your first pet?' } }),
  decoy: () => ({ parameters: { question: 'Your first pet?' } }),
  verify: ({ answer }) => answer === 'Bob',
});
const byChoice = defineFlow({ emailOtp: emailOtp({ digits: 6 }), question }, function* ({ choose }) {
  yield* choose('emailOtp', 'question');
});
const byPassword = defineFlow({ emailOtp: emailOtp({ digits: 6 }) }, function* ({ password, pass }) {
  yield* password();
  yield* pass('emailOtp');
});

/** Shows the sign-in of a pool in a page. */
async function openSignIn(given: PoolPage) {
  const { page, said } = await openPage();
  const show = (): Promise<void> =>
    page.evaluate((json) => globalThis.signInAt(JSON.parse(json)), JSON.stringify(given));
  await show();
  return { page, said, show };
}

/** Fills in the only field that is empty, by the keyboard alone, and sends it. */
async function type(page: Page, text: string): Promise<void> {
  await page.locator('.cs > :not([aria-busy])').waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { name, exact: true }).waitFor();
const signedIn = (page: Page): Promise<void> => page.getByText('You are signed in.').waitFor();

/** Begins with a name, and a password where one is asked. */
async function begin(page: Page, username = ALICE, password?: string): Promise<void> {
  await page.getByLabel('User name').fill(username);
  if (password) await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
}

test('a mailed code: wrong, sent again, after a reload, and right, by the keyboard alone', async () => {
  const { config, outbox } = await startLocalSignIn(byChoice);
  const { page, show } = await openSignIn({ config, options: { autofocus: true } });
  await page.getByLabel('User name').waitFor();
  await type(page, ALICE);
  await heading(page, 'How do you want to sign in?');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');

  await page.getByText('We sent a code to a***@e***.').waitFor();
  const code = outbox.lastCode();
  await type(page, otherThan(code));
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('That is not right. 2 attempts left.');

  await page.reload();
  await show();
  await page.getByText('That is not right. 2 attempts left.').waitFor();
  await page.getByLabel('Code', { exact: true }).focus();
  await type(page, code);
  await signedIn(page);
  expect(await page.evaluate(() => globalThis.accessToken)).toMatch(/^eyJ/);
});

test('back to the choice, and another way', SLOW, async () => {
  const { config } = await startLocalSignIn(byChoice);
  const { page } = await openSignIn({ config });
  await begin(page);
  await page.getByRole('button', { name: 'A code by e-mail' }).click();
  await page.getByRole('button', { name: 'Sign in another way' }).click();
  await page.getByRole('button', { name: 'Question' }).click();
  await page.getByRole('textbox', { name: 'Question' }).waitFor();
  await type(page, 'Bob');
  await signedIn(page);
});

test('a second code is sent by a click', SLOW, async () => {
  let now = Date.now();
  const { config, outbox } = await startLocalSignIn(byChoice, {}, () => now);
  const { page } = await openSignIn({ config });
  await begin(page);
  await page.getByRole('button', { name: 'A code by e-mail' }).click();
  await page.getByLabel('Code', { exact: true }).waitFor();
  now += 40_000;
  await page.getByRole('button', { name: 'Send a new code' }).click();
  await page.getByText('A new code is on its way.').waitFor();
  expect(outbox.list()).toHaveLength(2);
  await page.getByLabel('Code', { exact: true }).focus();
  await type(page, outbox.lastCode());
  await signedIn(page);
});

test('after the last wrong answer it begins anew, and nobody learns who exists', SLOW, async () => {
  const seen: string[][] = [];
  for (const username of [ALICE, 'nobody@example.com']) {
    const { config } = await startLocalSignIn(byChoice);
    const { page } = await openSignIn({ config });
    const texts: string[] = [];
    const look = async (): Promise<void> => {
      texts.push(((await page.locator('#sign-in').textContent()) ?? '').replace(/\w\*\*\*@\w\*\*\*/, 'masked'));
    };
    await begin(page, username);
    await page.getByRole('button', { name: 'A code by e-mail' }).click();
    await page.getByLabel('Code', { exact: true }).waitFor();
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
    seen.push(texts);
  }
  expect(seen[0]).toEqual(seen[1]);
});

test('a flow that begins with a password asks it beside the name', SLOW, async () => {
  const pool = await startTestPool({ flow: byPassword, now: Date.now });
  await setPassword(pool, ALICE);
  const { page } = await openSignIn({ config: pageConfig(pool), options: { password: true } });
  await begin(page, ALICE, 'Wrong-Horse-9');
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('That did not work. Check what you typed, and try again.');

  await begin(page, ALICE, PASSWORD);
  await heading(page, 'Enter the code');
  await type(page, pool.outbox.lastCode());
  await signedIn(page);
});

/** What a page needs to know of a pool that runs by the page's own clock. */
function pageConfig(pool: TestPool, authFlow?: CognitoFlow): PoolPage['config'] {
  const { now: _, ...config } = configOf(pool);
  return { ...config, ...(authFlow && { authFlow }) };
}

test('an authenticator app is set up by the key in the page, and asked from then on', async () => {
  const pool = await mfaPool({ pool: { mfaConfiguration: 'ON', enabledMfas: ['SOFTWARE_TOKEN_MFA'] }, now: Date.now });
  const given = { config: pageConfig(pool, 'USER_PASSWORD_AUTH'), options: { password: true } };
  const { page } = await openSignIn(given);
  await begin(page, ALICE, PASSWORD);
  await page.getByRole('button', { name: 'Use an authenticator app' }).click();
  await page.locator('.cs-qr').waitFor();
  const secret = ((await page.locator('.cs-key').textContent()) ?? '').replaceAll(' ', '');

  const first = appCode(secret, Date.now());
  await page.getByLabel('Code', { exact: true }).focus();
  await type(page, otherThan(first, appCode(secret, Date.now() + 30_000), appCode(secret, Date.now() - 30_000)));
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('That is not right.');
  await type(page, appCode(secret, Date.now()));
  await signedIn(page);

  const again = await openSignIn(given);
  await begin(again.page, ALICE, PASSWORD);
  await again.page.getByText('authenticator app').first().waitFor();
  await type(again.page, otherThan(first));
  await again.page.getByRole('alert').waitFor();
  expect(await problemIn(again.page)).toBe('That is not right.');
  // The code of the next half minute: that of this one has been used.
  await type(again.page, appCode(secret, Date.now() + 30_000));
  await signedIn(again.page);
});

test('the MFA that the user picks is asked', SLOW, async () => {
  const pool = await mfaPool({ now: Date.now });
  const attributes = { phone_number: PHONE, phone_number_verified: 'true' };
  await pool.sdk.send(
    new AdminUpdateUserAttributesCommand({
      ...{ UserPoolId: pool.UserPoolId, Username: ALICE },
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
  await prefer(pool, { SMSMfaSettings: { Enabled: true }, EmailMfaSettings: { Enabled: true } });
  for (const [label, text] of [
    ['A code by text message', 'We sent a code to +*******0134.'],
    ['A code by e-mail', 'We sent a code to a***@e***.'],
  ] as const) {
    const { page } = await openSignIn({ config: pageConfig(pool, 'USER_SRP_AUTH'), options: { password: true } });
    await begin(page, ALICE, PASSWORD);
    await page.getByRole('button', { name: label }).click();
    await page.getByText(text).waitFor();
    await type(page, pool.outbox.lastCode());
    await signedIn(page);
  }
});

test('a temporary password is replaced, by one that the policy takes', SLOW, async () => {
  const pool = await mfaPool({ now: Date.now });
  await createUser(pool, 'bob@example.com');
  const { page } = await openSignIn({ config: pageConfig(pool, 'USER_PASSWORD_AUTH'), options: { password: true } });
  await begin(page, 'bob@example.com', TEMPORARY);
  await heading(page, 'Choose a new password');
  await type(page, 'short');
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('This password is too simple, or was used before.');
  await type(page, 'Much-Longer-Than-That-1');
  await signedIn(page);
});

test.each([
  ['Your password', PASSWORD],
  ['A code by e-mail', undefined],
  ['A code by text message', undefined],
])('a sign-in of choice: %s', SLOW, async (label, password) => {
  const pool = await choicePool({}, {});
  const page = await openChoice(pool);
  await page.getByRole('button', { name: label }).first().click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await type(page, password ?? pool.outbox.lastCode());
  await signedIn(page);
});

/** A sign-in of choice, at the choice. */
async function openChoice(pool: TestPool): Promise<Page> {
  await setPassword(pool, ALICE);
  await pool.sdk.send(
    new AdminUpdateUserAttributesCommand({
      ...{ UserPoolId: pool.UserPoolId, Username: ALICE },
      UserAttributes: [
        { Name: 'phone_number', Value: PHONE },
        { Name: 'phone_number_verified', Value: 'true' },
      ],
    }),
  );
  const { page } = await openSignIn({ config: pageConfig(pool, 'USER_AUTH') });
  await begin(page);
  await heading(page, 'How do you want to sign in?');
  return page;
}

test('a passkey: declined, not asked again by itself after a reload, and used', async () => {
  const pool = await startTestPool({
    pool: { firstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
    client: { explicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH'] },
    now: Date.now,
  });
  await setPassword(pool, ALICE);
  const given = { config: pageConfig(pool, 'USER_AUTH') };
  const { page, show } = await openSignIn(given);
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  await begin(page);
  await page.getByRole('button', { name: 'Your password' }).first().click();
  await page.getByLabel('Password', { exact: true }).waitFor();
  await type(page, PASSWORD);
  await signedIn(page);
  await page.evaluate((json) => globalThis.register(JSON.parse(json)), JSON.stringify(given));

  await page.reload();
  await show();
  await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await begin(page);
  await page.getByRole('button', { name: 'A passkey' }).click();
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('The passkey was not used.');

  await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await page.reload();
  await show();
  await page.getByRole('button', { name: 'Use a passkey' }).waitFor();
  expect(await page.evaluate(() => globalThis.accessToken)).toBe(undefined);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await signedIn(page);
});

test('the pool out of reach: what was typed stays, and goes when it is back', SLOW, async () => {
  const { config, outbox } = await startLocalSignIn(byChoice);
  const { page, said } = await openSignIn({ config });
  await begin(page);
  await page.getByRole('button', { name: 'A code by e-mail' }).click();
  await page.getByLabel('Code', { exact: true }).waitFor();
  await page.context().setOffline(true);
  await type(page, outbox.lastCode());
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('You are offline. What you typed is still here.');
  expect(await page.getByLabel('Code', { exact: true }).inputValue()).toBe(outbox.lastCode());
  // Chromium says so itself.
  expect(said().join()).toContain('ERR_INTERNET_DISCONNECTED');

  await page.context().setOffline(false);
  await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  expect(await focused(page)).toBe('code');
  await page.keyboard.press('Enter');
  await signedIn(page);
});
