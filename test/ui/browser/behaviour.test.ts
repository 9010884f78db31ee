import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { focused, problemIn, stagesFor } from './support/open-stage.ts';

declare global {
  /** How many timers of intervals there are. */
  var timersGoing: () => number;
}

const openStage = stagesFor();

const emailOtp = { name: 'emailOtp', parameters: { deliveredTo: 'a***@e***', digits: '6' } };
const DONE = { signedIn: true } as const;

const code = (page: Page) => page.getByLabel('Code', { exact: true });

async function answer(page: Page, text = '000000'): Promise<void> {
  await code(page).fill(text);
  await page.keyboard.press('Enter');
}

/** Opens a page whose clock stands still, but for what the test lets pass. */
async function openStoppedStage() {
  const stage = await openStage();
  const time = Date.parse('2026-05-04T03:02:01Z');
  await stage.page.clock.install({ time });
  await stage.page.reload();
  await stage.page.clock.pauseAt(time + 60_000);
  return { ...stage, pass: (seconds: number) => stage.page.clock.runFor(seconds * 1000) };
}

test('a wrong answer is told above its field, which keeps the focus, and is marked to be typed over', async () => {
  const { page, step } = await openStage();
  await step({
    script: [
      emailOtp,
      { ...emailOtp, retry: 'wrong', attemptsLeft: 2 },
      { ...emailOtp, retry: 'wrong', attemptsLeft: 1 },
    ],
  });

  await answer(page);
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('That is not right. 2 attempts left.');
  expect(await focused(page)).toBe('code');
  expect(await page.evaluate(() => String(getSelection()))).toBe('000000');
  const [invalid, described] = await code(page).evaluate((input) => [
    input.getAttribute('aria-invalid'),
    document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent,
  ]);
  expect([invalid, described]).toEqual(['true', 'That is not right. 2 attempts left.']);

  await page.keyboard.press('Enter');
  await page.getByText('1 attempt left.').waitFor();
});

test.each([
  ['expired', 'That code is too old. 2 attempts left.'],
  ['used', 'That code was used before. Send a new one. 2 attempts left.'],
  ['tooShort', 'Too short. 2 attempts left.'],
  ['noSuchWord', 'That is not right. 2 attempts left.'],
])('an answer that did not pass as %s says why', async (retry, told) => {
  const { page, step } = await openStage();
  const texts = { problems: { tooShort: 'Too short.' } };
  await step({ script: [emailOtp, { ...emailOtp, retry, attemptsLeft: 2 }], options: { texts } });
  await answer(page);
  await page.getByRole('alert').waitFor();

  expect(await problemIn(page)).toBe(told);
});

test.each([
  ['CodeMismatchException', 'That is not right.'],
  ['EnableSoftwareTokenMFAException', 'That is not right.'],
  ['ExpiredCodeException', 'That code is too old.'],
  ['InvalidParameterException', 'That can not be right. Check what you typed.'],
  ['TooManyRequestsException', 'Too many attempts. Wait a little, and try again.'],
  ['LimitExceededException', 'Too many attempts. Wait a little, and try again.'],
])('after %s the same step is answered again', async (errorCode, told) => {
  const { calls, page, step } = await openStage();
  await step({ script: [emailOtp, { error: 'ServiceError', code: errorCode }, DONE] });
  await answer(page);
  await page.getByRole('alert').waitFor();

  expect(await problemIn(page)).toBe(told);
  expect(await code(page).inputValue()).toBe('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('You are signed in.').waitFor();
  expect(await calls()).toHaveLength(2);
});

test.each([
  'NotAuthorizedException',
  'UserNotFoundException',
  'UserNotConfirmedException',
  'PasswordResetRequiredException',
])('%s leads back to the start, the name kept, and tells nobody who exists', async (errorCode) => {
  const { page, step } = await openStage();
  await step({ script: [emailOtp, { error: 'ServiceError', code: errorCode, message: 'secret' }] });
  await answer(page);
  await page.getByRole('alert').waitFor();

  expect(await problemIn(page)).toBe('That did not work. Check what you typed, and try again.');
  expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('Sign in');
  expect(await page.getByLabel('User name').inputValue()).toBe('alice@example.com');
  expect(await focused(page)).toBe('username');
  expect(await page.evaluate(() => globalThis.problems)).toEqual(['refused']);
});

test('the last wrong answer says so', async () => {
  const { page, step } = await openStage();
  await step({ script: [emailOtp, { error: 'ServiceError', code: 'NotAuthorizedException', reason: 'attempts' }] });
  await answer(page);
  await page.getByRole('alert').waitFor();

  expect(await problemIn(page)).toBe('That was not right either. Sign in again.');
});

test('a page takes a problem over, and says what the texts do not say', async () => {
  const { page, said, step } = await openStage();
  await step({
    script: [{ error: 'ServiceError', code: 'UserLambdaValidationException', message: 'Closed on Sundays' }],
    options: {},
  });
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('Something went wrong. Try again.');
  expect(said().join()).toContain('countersign: the sign-in failed at start');

  await page.evaluate(() =>
    globalThis.showDescribed([
      { error: 'ServiceError', code: 'UserLambdaValidationException', message: 'Closed on Sundays' },
    ]),
  );
  await page.getByLabel('User name').fill('alice');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('Closed on Sundays');
});

test.each(['SessionError', 'StaleStepError'])('%s leads back to the start, the name kept', async (error) => {
  const { page, step } = await openStage();
  await step({ script: [emailOtp, { error, code: 'NotAuthorizedException' }] });
  await answer(page);
  await page.getByRole('alert').waitFor();

  expect(await problemIn(page)).toBe('That took too long. Sign in again.');
  expect(await page.getByLabel('User name').inputValue()).toBe('alice@example.com');
});

test('a minute before its end a sign-in warns, and at its end it begins anew', async () => {
  const { page, pass, step } = await openStoppedStage();
  await step({ script: [{ ...emailOtp, endsIn: 180 }, emailOtp] });
  const status = page.getByRole('status');
  await pass(118);
  expect(await status.textContent()).toBe('');
  await pass(3);
  expect(await status.textContent()).toBe('Less than a minute is left.');
  await pass(60);

  expect(await problemIn(page)).toBe('That took too long. Sign in again.');
  await page.getByRole('button', { name: 'Continue' }).click();
  await code(page).waitFor();
  expect(await page.evaluate(() => globalThis.calls.length)).toBe(2);
});

test('an answer that is under way at the end may still be in time', async () => {
  const { page, pass, step } = await openStoppedStage();
  await step({
    script: [
      { ...emailOtp, endsIn: 2 },
      { ...emailOtp, name: 'second', takes: 3000 },
    ],
  });
  await answer(page);
  await pass(4);

  await page.getByRole('heading', { name: 'Second' }).waitFor();
});

test('after too many wrong answers the time is counted, and nothing is sent before', async () => {
  const { calls, page, pass, step } = await openStoppedStage();
  await step({
    script: [emailOtp, { ...emailOtp, retry: 'wait', attemptsLeft: 1, retryAfter: 42, can: ['back'] }, DONE],
  });
  await answer(page);
  await page.getByText('You can try again in 0:42.').waitFor();
  expect(await problemIn(page)).toBe('Too many answers were wrong. 1 attempt left.');
  const submit = page.getByRole('button', { name: 'Sign in', exact: true });
  expect(await submit.getAttribute('aria-disabled')).toBe('true');
  expect(await submit.isEnabled()).toBe(false);
  expect(await submit.evaluate((button: HTMLButtonElement) => button.disabled)).toBe(false);
  await submit.click({ force: true });
  await page.keyboard.press('Enter');
  expect(await calls()).toHaveLength(1);
  expect(await page.getByRole('button', { name: 'Sign in another way' }).isEnabled()).toBe(true);
  // What counts is no live region: it would be read out each second.
  expect(await page.getByText('You can try again').getAttribute('role')).toBe(null);

  await pass(41);
  await page.getByText('You can try again in 0:01.').waitFor();
  await pass(2);
  expect(await submit.getAttribute('aria-disabled')).toBe(null);
  await submit.click();
  await page.getByText('You are signed in.').waitFor();
});

test('a shared code says when it was sent', async () => {
  const { page, step } = await openStage();
  await step({ script: [{ ...emailOtp, sentAgo: 540 }] });

  expect(await page.locator('.cs-intro').textContent()).toBe('We sent a code to a***@e***, 9:00 minutes ago.');
});

test('after a new code, too, a sign-in warns before its end, and says it each time that a code is on its way', async () => {
  const { page, pass, step } = await openStoppedStage();
  const again = { ...emailOtp, can: ['resend'] as const };
  await step({ script: [again, again, { ...again, endsIn: 90 }] });
  await page.evaluate(() => {
    const status = document.querySelector('[role=status]') as Element;
    new MutationObserver(() => globalThis.problems.push(status.textContent)).observe(status, { childList: true });
  });
  for (let count = 1; count <= 2; count++) {
    await page.getByRole('button', { name: 'Send a new code' }).click();
    await expect.poll(() => page.evaluate(() => globalThis.problems.filter(Boolean).length)).toBe(count);
  }
  await pass(31);

  expect(await page.getByRole('status').textContent()).toBe('Less than a minute is left.');
});

test('a message that was asked for and may not be sent is told of, once', async () => {
  const { page, step } = await openStage();
  const again = { ...emailOtp, can: ['resend'] as const };
  await step({ script: [again, { ...again, resendAfter: 50 }] });
  await page.getByRole('button', { name: 'Send a new code' }).click();
  await page.getByRole('status').getByText('No new code was sent.').waitFor();

  expect(await page.getByText('No new code was sent.').filter({ visible: true }).count()).toBe(1);
});

test('a code is sent again by a click, which keeps the focus and what was typed', async () => {
  const { calls, page, step } = await openStage();
  await step({ script: [{ ...emailOtp, can: ['resend'] }, { ...emailOtp, can: ['resend'] }, emailOtp] });
  await code(page).fill('12');

  await page.getByRole('button', { name: 'Send a new code' }).click();
  await page.getByText('A new code is on its way.').waitFor();
  expect(await focused(page)).toBe('Send a new code');
  expect(await code(page).inputValue()).toBe('12');
  expect(await calls()).toEqual([['resend', undefined]]);

  await page.keyboard.press('Enter');
  await expect.poll(() => page.getByRole('button', { name: 'Send a new code' }).count()).toBe(0);
  expect(await code(page).inputValue()).toBe('12');
  expect(await focused(page)).toBe('code');
});

test('where a message may not be sent yet, the time is counted in the place of the link', async () => {
  const { calls, page, pass, step } = await openStoppedStage();
  await step({ script: [{ ...emailOtp, resendAfter: 50, can: ['resend'] }, emailOtp] });
  expect(await page.locator('.cs-intro').textContent()).toBe(
    'No new code was sent. If you have one, it may still be good.',
  );
  const link = page.getByText('You can have a new code sent in 0:50.');
  await link.click({ force: true });
  expect(await calls()).toEqual([]);

  await pass(51);
  await page.getByRole('button', { name: 'Send a new code' }).click();
  await expect.poll(() => calls()).toEqual([['resend', undefined]]);
});

test.each([
  ['back', 'Sign in another way'],
  ['skip', 'Not now'],
] as const)('%s is there where the step has it, and only there', async (can, name) => {
  const { calls, page, step } = await openStage();
  await step({ script: [{ ...emailOtp, can: [can] }, { name: 'pet' }] });
  await page.getByRole('button', { name }).click();
  await page.getByRole('textbox', { name: 'Pet' }).waitFor();

  expect(await calls()).toEqual([[can, undefined]]);
  expect(await page.getByRole('button', { name }).count()).toBe(0);
});

test('offline, what was typed stays, nothing is sent by itself, and the way back is seen', async () => {
  const { calls, page, step } = await openStage();
  await step({ script: [emailOtp, { error: 'NetworkError' }, DONE] });
  await answer(page, '123456');
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('There is no connection. What you typed is still here.');
  expect(await code(page).getAttribute('aria-invalid')).toBe(null);

  await page.evaluate(() => globalThis.dispatchEvent(new Event('online')));
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await code(page).inputValue()).toBe('123456');
  expect(await calls()).toHaveLength(1);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('You are signed in.').waitFor();
});

test('offline at the start, the password stays as well', async () => {
  const { page, show } = await openStage();
  await show({ script: [{ error: 'NetworkError' }], options: { password: true, username: 'alice' } });
  await page.getByLabel('Password', { exact: true }).fill('a secret');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();

  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('a secret');
  expect(await page.getByLabel('User name').inputValue()).toBe('alice');
});

test.each([
  ['UnsupportedChallengeException', 400],
  ['InternalErrorException', 500],
])('%s says that something went wrong, and the console says what', async (errorCode, status) => {
  const { page, said, step } = await openStage();
  await step({ script: [emailOtp, { error: 'ServiceError', code: errorCode, status, message: 'for developers' }] });
  await answer(page);
  await page.getByRole('alert').waitFor();

  expect(await problemIn(page)).toBe('Something went wrong. Try again.');
  expect(said().join()).toMatch(/countersign: the sign-in failed at emailOtp .*for developers/);
  // Cognito's own fault leaves the step as it was.
  expect(await code(page).count()).toBe(status === 500 ? 1 : 0);
});

test('while a call is under way nothing is sent twice, and after a while it says so', async () => {
  const { calls, page, pass, step } = await openStoppedStage();
  await step({ script: [emailOtp, 'never'] });
  await answer(page);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign in' }).click({ force: true });

  expect(await calls()).toHaveLength(1);
  const submit = page.getByRole('button', { name: 'Sign in' });
  expect(await submit.getAttribute('aria-busy')).toBe('true');
  expect(await submit.getAttribute('aria-disabled')).toBe('true');
  expect(await focused(page)).toBe('Sign in');
  expect(await page.getByRole('status').textContent()).toBe('');
  await pass(0.4);
  expect(await page.getByRole('status').textContent()).toBe('Checking …');
  // Within what is busy nothing is read out.
  expect(await page.locator('[aria-busy] [role=status]').count()).toBe(0);
});

test('another account aborts the call under way, and the name stays', async () => {
  const { page, step } = await openStage();
  await step({ script: [emailOtp, 'never', emailOtp] });
  await answer(page);
  await page.getByRole('button', { name: 'Use another account' }).click();

  expect(await page.getByLabel('User name').inputValue()).toBe('alice@example.com');
  expect(await page.evaluate(() => globalThis.aborted)).toContain('answer');
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.keyboard.press('Enter');
  await code(page).waitFor();
  expect(await code(page).inputValue()).toBe('');
});

test('a form that is at work is aborted with its step', async () => {
  const { page, step } = await openStage();
  await step({ script: [{ name: 'slowKey' }] });
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Use another account' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();

  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await page.evaluate(() => globalThis.problems)).toEqual([]);
});

test('a sign-in that was pending goes on after a reload, and takes no focus', async () => {
  const { calls, page, show } = await openStage();
  await show({ script: [DONE], resumed: { ...emailOtp, retry: 'wrong', attemptsLeft: 1 } });

  await code(page).waitFor();
  expect(await problemIn(page)).toBe('That is not right. 1 attempt left.');
  expect(await focused(page)).not.toBe('code');
  await answer(page);
  await page.getByText('You are signed in.').waitFor();
  expect(await calls()).toEqual([['answer', '000000']]);
});

test('the first paint takes no focus unless it is asked to', async () => {
  const { page, show } = await openStage();
  await show({ script: [] });
  await page.getByLabel('User name').waitFor();
  expect(await focused(page)).not.toBe('username');
  await show({ script: [], options: { autofocus: true } });
  await expect.poll(() => focused(page)).toBe('username');
});

test('the focus stays with who is somewhere else in the page', async () => {
  const { page, pass, step } = await openStoppedStage();
  await step({ script: [{ ...emailOtp, endsIn: 60 }] });
  await page.locator('h1').focus();
  await pass(61);

  expect(await problemIn(page)).toBe('That took too long. Sign in again.');
  expect(await focused(page)).toBe('Shop');
});

test('what led back to the start is read with the field that has the focus', async () => {
  const { page, step } = await openStage();
  await step({ script: [emailOtp, { error: 'ServiceError', code: 'NotAuthorizedException' }] });
  await answer(page);
  await page.getByRole('alert').waitFor();
  const field = page.getByLabel('User name');

  expect(await field.getAttribute('aria-describedby')).toBe(await page.getByRole('alert').getAttribute('id'));
  expect(await field.getAttribute('aria-invalid')).toBe(null);
});

test('the end is where the focus goes, so that it is read', async () => {
  const { page, step } = await openStage();
  await step({ script: [emailOtp, DONE] });
  await answer(page);
  await page.getByText('You are signed in.').waitFor();

  expect(await focused(page)).toBe('You are signed in.');
});

test('what the page throws when it is told of a problem hides none', async () => {
  const { page, said, step } = await openStage();
  await step({ script: [emailOtp, { ...emailOtp, retry: 'wrong', attemptsLeft: 2 }], atProblem: 'throws' });
  await answer(page);
  await page.getByRole('alert').waitFor();

  expect(await problemIn(page)).toBe('That is not right. 2 attempts left.');
  expect(await page.getByRole('button', { name: 'Sign in' }).getAttribute('aria-busy')).toBe(null);
  await expect.poll(() => said().join()).toMatch(/no words.*no such page/);
});

test('a page may end the sign-in when it is told of a problem, and no timer goes on', async () => {
  const { page, show } = await openStage();
  await page.evaluate(() => {
    const { setInterval, clearInterval } = globalThis;
    const going = new Set<unknown>();
    globalThis.timersGoing = () => going.size;
    globalThis.setInterval = ((...given: Parameters<typeof setInterval>) => {
      const timer = setInterval(...given);
      going.add(timer);
      return timer;
    }) as typeof setInterval;
    globalThis.clearInterval = (timer) => {
      going.delete(timer);
      clearInterval(timer);
    };
  });
  await show({ script: [{ error: 'NetworkError' }], options: { username: 'alice' }, atProblem: 'ends' });
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect.poll(() => page.evaluate(() => globalThis.problems)).toEqual(['offline']);

  expect(await page.locator('#sign-in').innerHTML()).toBe('');
  expect(await page.evaluate(() => globalThis.timersGoing())).toBe(0);
});

test('the end takes all of it out of the page, and aborts what is under way', async () => {
  const { page, step } = await openStage();
  await step({ script: [emailOtp, 'never'] });
  await answer(page);
  await page.evaluate(() => globalThis.end());

  expect(await page.locator('#sign-in').innerHTML()).toBe('');
  expect(await page.evaluate(() => globalThis.aborted)).toContain('answer');
});

test.each([
  [{ headingLevel: 7 }, 'showSignIn got headingLevel 7: give it 1 to 6'],
  [{ usernameType: 'mail' }, 'showSignIn got usernameType mail: give it email, tel or text'],
  [{ auth: { userPoolId: 'us-east-1_A' } }, 'showSignIn got no auth: give it what createAuthClient makes'],
  [{ auth: null }, 'showSignIn got no auth: give it what createAuthClient makes'],
  [{ forms: { pet: 'Pet' } }, 'showSignIn got a string as the form of pet: give it an object'],
])('refuses the options %j, and says what to give', async (options, message) => {
  const { page, show } = await openStage();

  await expect(show({ script: [], options: options as never })).rejects.toThrow(message);
  expect(await page.locator('#sign-in').innerHTML()).toBe('');
});

test.each([null, '#sign-in'])('refuses %j as an element, and says so', async (host) => {
  const { page } = await openStage();
  const shown = page.evaluate((given) => globalThis.show({ script: [] }, given as never), host);

  await expect(shown).rejects.toThrow('showSignIn got no element to show the sign-in in: is it in the page yet?');
});

test('it has its look once, also where the page has set its sheets anew', async () => {
  const { page, show } = await openStage();
  const sheets = () => page.evaluate(() => document.adoptedStyleSheets.length);
  await show({ script: [] });
  await show({ script: [] });
  expect(await sheets()).toBe(1);
  await page.evaluate(() => {
    document.adoptedStyleSheets = [];
  });
  await show({ script: [] });

  expect(await sheets()).toBe(1);
});

test('English is marked as such, in a page of another language too', async () => {
  const { page, show } = await openStage();
  await page.evaluate(() => document.documentElement.setAttribute('lang', 'de'));
  await show({ script: [] });
  await page.locator('.cs[lang=en]').waitFor();

  await show({ script: [], options: { texts: { start: 'Anmelden' } } });
  await page.getByText('Anmelden').waitFor();
  expect(await page.locator('.cs').getAttribute('lang')).toBe(null);
});

test('other texts replace English ones, plurals by their language', async () => {
  const { page, step } = await openStage();
  await step({
    script: [emailOtp, { ...emailOtp, retry: 'wrong', attemptsLeft: 2 }],
    options: {
      lang: 'pl',
      texts: {
        start: 'Zaloguj się',
        problems: { wrong: 'Niedobrze.' },
        attemptsLeft: { one: 'Została {count} próba.', few: 'Zostały {count} próby.', other: 'Zostało {count} prób.' },
      },
    },
  });
  expect(await page.locator('.cs').getAttribute('lang')).toBe('pl');
  await answer(page);
  await page.getByRole('alert').waitFor();

  expect(await problemIn(page)).toBe('Niedobrze. Zostały 2 próby.');
});
