import jsQR from 'jsqr';
import { expect, test } from 'vitest';
import { focused, problemIn, stagesFor } from './support/open-stage.ts';

const openStage = stagesFor();

const emailOtp = { name: 'emailOtp', parameters: { deliveredTo: 'a***@e***', digits: '6' } };
const DONE = { signedIn: true } as const;

test('the start asks the user name as a password manager wants it, and passes it on', async () => {
  const { page, show } = await openStage();
  await show({ script: [DONE], options: { usernameType: 'email' } });

  const field = page.getByLabel('E-mail address', { exact: true });
  expect(await field.evaluate((input: HTMLInputElement) => [input.type, input.autocomplete, input.name])).toEqual([
    'email',
    'username',
    'username',
  ]);
  await field.fill('alice@example.com');
  await page.keyboard.press('Enter');
  await page.getByText('You are signed in.').waitFor();

  expect(await page.evaluate(() => [globalThis.calls, globalThis.signedIn])).toEqual([
    [['signIn', { username: 'alice@example.com' }]],
    1,
  ]);
});

test('the password stands beside the user name where the flow begins with it, and can be shown', async () => {
  const { page, show } = await openStage();
  await show({ script: [DONE], options: { password: true, username: 'alice' } });

  const password = page.getByLabel('Password', { exact: true });
  expect(await password.getAttribute('autocomplete')).toBe('current-password');
  // As text, too, it is nothing to check the spelling of, which some browsers ask a server for.
  expect(await password.getAttribute('spellcheck')).toBe('false');
  await password.fill('a secret');
  await page.getByRole('button', { name: 'Show: Password' }).click();
  expect(await password.getAttribute('type')).toBe('text');
  await page.getByRole('button', { name: 'Hide: Password' }).click();
  expect(await password.getAttribute('type')).toBe('password');
  await page.getByRole('button', { name: 'Show: Password' }).click();
  await page.evaluate(() =>
    document.addEventListener('submit', ({ target }) =>
      globalThis.problems.push((target as HTMLFormElement).password.type),
    ),
  );
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('You are signed in.').waitFor();

  expect(await page.evaluate(() => globalThis.calls)).toEqual([
    ['signIn', { username: 'alice', password: 'a secret' }],
  ]);
  expect(await page.evaluate(() => globalThis.problems)).toEqual(['password']);
});

test('an empty or impossible field is named, and nothing is sent', async () => {
  const { page, show } = await openStage();
  await show({ script: [], options: { usernameType: 'email' } });
  const field = page.getByLabel('E-mail address', { exact: true });

  await page.getByRole('button', { name: 'Continue' }).click();
  expect(await problemIn(page)).toBe('Fill in: E-mail address');
  expect(await focused(page)).toBe('username');
  expect(await field.getAttribute('aria-invalid')).toBe('true');

  await field.fill('alice@');
  await page.keyboard.press('Enter');
  expect(await problemIn(page)).toBe('That can not be right. Check what you typed.');
  expect(await page.evaluate(() => globalThis.calls)).toEqual([]);
});

test('several bad fields are listed with a link to each', async () => {
  const { page, show } = await openStage();
  await show({ script: [], options: { password: true } });
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.getByRole('link', { name: 'Fill in: Password' }).click();
  expect(await focused(page)).toBe('password');
  expect(await page.getByRole('link').allTextContents()).toEqual(['Fill in: User name', 'Fill in: Password']);
  expect(page.url()).not.toContain('#');
});

test.each([
  ['as it is', '123456', '123456'],
  ['with what a mail has around it', ' Your code: 123 456. ', '123456'],
  ['in other digits', '١٢٣٤٥٦', '١٢٣٤٥٦'],
  ['in wide digits', '１２３４５６', '123456'],
  ['without a digit', 'help', 'help'],
])('sends a code %s', async (_, typed, sent) => {
  const { calls, page, step } = await openStage();
  await step({ script: [emailOtp, DONE] });

  const field = page.getByLabel('Code', { exact: true });
  expect(await field.getAttribute('inputmode')).toBe('numeric');
  expect(await field.getAttribute('maxlength')).toBe(null);
  await field.fill(typed);
  await page.keyboard.press('Enter');
  await page.getByText('You are signed in.').waitFor();

  expect(await calls()).toEqual([['answer', sent]]);
});

test('a choice is a button each, in the order of the flow, and names what it knows', async () => {
  const { calls, page, step } = await openStage();
  const choose = { name: 'choose', parameters: { options: ['securityQuestion', 'emailOtp', 'phoneCall'] } };
  await step({ script: [choose, emailOtp], options: { texts: { options: { phoneCall: 'A call' } } } });

  expect(await page.locator('.cs-option').allTextContents()).toEqual([
    'Security question',
    'A code by e-mail',
    'A call',
  ]);
  expect(await focused(page)).toBe('How do you want to sign in?');
  await page.getByRole('button', { name: 'A code by e-mail' }).click();
  await page.getByLabel('Code', { exact: true }).waitFor();

  expect(await calls()).toEqual([['answer', 'emailOtp']]);
  expect(await focused(page)).toBe('code');
});

test('a passkey is left out where the browser has none, unless there is nothing else', async () => {
  const { page, step } = await openStage();
  await page.evaluate(() => Reflect.deleteProperty(globalThis, 'PublicKeyCredential'));

  await step({ script: [{ name: 'SELECT_CHALLENGE', parameters: { options: ['WEB_AUTHN', 'EMAIL_OTP'] } }] });
  expect(await page.locator('.cs-option').allTextContents()).toEqual(['A code by e-mail']);
  await step({ script: [{ name: 'SELECT_CHALLENGE', parameters: { options: ['WEB_AUTHN'] } }] });
  expect(await page.locator('.cs-option').allTextContents()).toEqual(['A passkey']);
});

test('a password is to be picked once, and is proven where it can be', async () => {
  const { calls, page, step } = await openStage();
  const choice = (...options: string[]) =>
    step({ script: [{ name: 'SELECT_CHALLENGE', parameters: { options } }, DONE] });
  await choice('PASSWORD', 'EMAIL_OTP');
  expect(await page.locator('.cs-option').allTextContents()).toEqual(['Your password', 'A code by e-mail']);
  await choice('PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP');
  expect(await page.locator('.cs-option').allTextContents()).toEqual(['Your password', 'A code by e-mail']);
  await page.getByRole('button', { name: 'Your password' }).click();
  await page.getByText('You are signed in.').waitFor();
  expect(await calls()).toEqual([['answer', 'PASSWORD_SRP']]);
});

test('a step that nobody knows is asked in a text field, named in words or by the texts', async () => {
  const { calls, page, step } = await openStage();
  await step({
    script: [{ name: 'motherTongue' }, { name: 'pet' }, DONE],
    options: { texts: { steps: { pet: 'Your pet?' } } },
  });

  await page.getByRole('textbox', { name: 'Mother tongue' }).fill('Frisian');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Your pet?' }).fill('Bob');
  await page.keyboard.press('Enter');
  await page.getByText('You are signed in.').waitFor();

  expect(await calls()).toEqual([
    ['answer', 'Frisian'],
    ['answer', 'Bob'],
  ]);
});

test("a form of the page's own is data", async () => {
  const { calls, page, step } = await openStage();
  await step({ script: [{ name: 'employeeNumber' }, DONE] });

  expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('Your employee number');
  await page.getByLabel('Number', { exact: true }).fill(' 4711 ');
  await page.keyboard.press('Enter');
  await page.getByText('You are signed in.').waitFor();

  expect(await calls()).toEqual([['answer', '4711']]);
});

test('a form that draws itself is drawn once for each step, told of changes, and cleaned up', async () => {
  const { calls, page, step } = await openStage();
  const drawing = { name: 'drawing' };
  await step({ script: [drawing, { error: 'NetworkError' }, { ...drawing, retry: 'wrong', attemptsLeft: 1 }, DONE] });
  const said = page.locator('#sign-in p');
  expect(await said.textContent()).toBe('drawing fine free');

  await page.getByRole('button', { name: 'Draw' }).click();
  await expect.poll(() => said.textContent()).toBe('drawing offline free');
  expect(await page.evaluate(() => globalThis.problems)).toEqual(['offline']);

  await page.getByRole('button', { name: 'Draw' }).click();
  await expect.poll(() => said.textContent()).toBe('drawing wrong free');
  await page.getByRole('button', { name: 'Draw' }).click();
  await page.getByText('You are signed in.').waitFor();

  expect(await calls()).toEqual(Array.from({ length: 3 }, () => ['answer', { lines: 2 }]));
  expect(await page.evaluate(() => globalThis.problems)).toEqual(['offline', 'cleaned up', 'wrong', 'cleaned up']);
});

test('a form that answers while it draws itself is drawn once', async () => {
  const { calls, page, step } = await openStage();
  await step({ script: [{ name: 'silent' }, emailOtp] });
  await page.getByLabel('Code', { exact: true }).waitFor();

  expect(await calls()).toEqual([['answer', 'known']]);
  expect(await page.evaluate(() => globalThis.problems)).toEqual(['drawn', 'cleaned up']);
  expect(await page.locator('.cs > *').count()).toBe(1);
});

test('a form that draws itself takes the focus, answers no step but its own, and may throw', async () => {
  const { calls, page, said, step } = await openStage();
  await step({ script: [{ name: 'untidy' }, emailOtp] });
  await page.getByLabel('Untidy').waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Untidy');
  await page.evaluate(() => globalThis.answerLate());
  await page.getByLabel('Code', { exact: true }).waitFor();
  expect(await focused(page)).toBe('code');

  await page.evaluate(() => globalThis.answerLate());
  await page.getByRole('button', { name: 'Use another account' }).click();
  expect(await calls()).toEqual([['answer', 'late']]);
  expect(said().join()).toMatch(/no listener.*no broom/);
});

test('in the place of a form that can not be shown stands a way to go on', async () => {
  const { calls, page, said, step } = await openStage();
  await step({ script: [{ name: 'broken', can: ['back'] }, emailOtp] });
  await page.getByRole('heading', { name: 'Something went wrong. Try again.' }).waitFor();
  expect(said().join()).toContain("countersign: the form of broken can't be shown Error: no such title");
  expect(await page.getByRole('button').allTextContents()).toEqual([
    'Try again',
    'Sign in another way',
    'Use another account',
  ]);
  await page.getByRole('button', { name: 'Sign in another way' }).click();
  await page.getByLabel('Code', { exact: true }).waitFor();
  expect(await calls()).toEqual([['back', undefined]]);
});

test('a form that can not be loaded is loaded anew with the page, and nothing is sent', async () => {
  const { calls, page, said, step } = await openStage();
  await page.route('**/built-in-forms*.js', (route) => route.abort());
  await step({ script: [{ name: 'EMAIL_OTP' }] });
  await page.getByRole('heading', { name: 'Something went wrong. Try again.' }).waitFor();
  expect(await calls()).toEqual([]);
  expect(said().join()).toContain("countersign: the form of EMAIL_OTP can't be shown");

  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Try again' }).click()]);
});

test.each([
  ['EMAIL_OTP', { deliveredTo: 'a***@e***' }, 'We sent a code to a***@e***.'],
  ['SMS_OTP', { deliveredTo: '+*******1234' }, 'We sent a code to +*******1234.'],
  ['SMS_MFA', { deliveredTo: undefined }, 'We sent you a code.'],
  [
    'SOFTWARE_TOKEN_MFA',
    { deviceName: 'my phone' },
    'Open the authenticator app on my phone and enter the code it shows.',
  ],
  ['SOFTWARE_TOKEN_MFA', {}, 'Open your authenticator app and enter the code it shows.'],
])('%s asks for a code, in the only field that is filled in by itself', async (name, parameters, intro) => {
  const { calls, page, step } = await openStage();
  await step({ script: [{ name, parameters }, DONE] });

  expect(await page.locator('.cs-intro').textContent()).toBe(intro);
  expect(await page.locator('[autocomplete~=one-time-code]').count()).toBe(1);
  expect(
    await page.evaluate(() => [...document.querySelectorAll('*')].filter(({ shadowRoot }) => shadowRoot).length),
  ).toBe(0);
  await page.getByLabel('Code', { exact: true }).fill('123456');
  await page.keyboard.press('Enter');
  await page.getByText('You are signed in.').waitFor();

  expect(await calls()).toEqual([['answer', '123456']]);
});

test('SMS codes are read from the message where the browser can, and answer at once', async () => {
  const { calls, page, show } = await openStage();
  await page.evaluate(() => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { OTPCredential: class {}, asked });
    Object.defineProperty(navigator, 'credentials', {
      value: {
        get: async ({ otp }: { otp: unknown }) => {
          asked.push(otp);
          return { code: '654321' };
        },
      },
    });
  });
  await show({ script: [{ name: 'SMS_MFA' }, DONE], options: { username: 'alice' } });
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('You are signed in.').waitFor();

  expect(await calls()).toEqual([['answer', '654321']]);
  expect(await page.evaluate(() => (globalThis as unknown as { asked: unknown }).asked)).toEqual([
    { transport: ['sms'] },
  ]);
});

test('a message is listened for no longer than its step', async () => {
  const { page, step } = await openStage();
  await page.evaluate(() => {
    Object.assign(globalThis, { OTPCredential: class {} });
    Object.defineProperty(navigator, 'credentials', {
      value: {
        get: ({ signal }: { signal: AbortSignal }) =>
          new Promise((_, reject) =>
            signal.addEventListener('abort', () => {
              globalThis.problems.push('aborted');
              reject(signal.reason);
            }),
          ),
      },
    });
  });
  await step({ script: [{ name: 'SMS_OTP', can: ['back'] }, { name: 'pet' }] });
  await page.getByRole('button', { name: 'Sign in another way' }).click();
  await page.getByRole('textbox', { name: 'Pet' }).waitFor();

  expect(await page.evaluate(() => globalThis.problems)).toEqual(['aborted']);
});

test.each(['PASSWORD', 'PASSWORD_SRP'])(
  '%s asks the password of a user whom a password manager knows',
  async (name) => {
    const { calls, page, step } = await openStage();
    await step({ script: [{ name }, DONE] });

    const fields = await page
      .locator('#sign-in input')
      .evaluateAll((inputs) =>
        (inputs as HTMLInputElement[]).map((input) => [input.autocomplete, input.value, input.hidden]),
      );
    expect(fields).toEqual([
      ['username', 'alice@example.com', true],
      ['current-password', '', false],
    ]);
    await page.getByLabel('Password', { exact: true }).fill(' a secret ');
    await page.keyboard.press('Enter');
    await page.getByText('You are signed in.').waitFor();

    expect(await calls()).toEqual([['answer', ' a secret ']]);
  },
);

test('NEW_PASSWORD_REQUIRED asks the password by the rules that the page tells, and what the pool misses', async () => {
  const { calls, page, step } = await openStage();
  await step({
    script: [
      {
        name: 'NEW_PASSWORD_REQUIRED',
        parameters: { requiredAttributes: ['birthdate', 'custom:team'], userAttributes: {} },
      },
      { error: 'ServiceError', code: 'InvalidPasswordException' },
      DONE,
    ],
    options: { passwordPolicy: { text: 'At least 12 characters.', rules: 'minlength: 12;' } },
  });

  const password = page.getByLabel('New password', { exact: true });
  expect(await password.getAttribute('autocomplete')).toBe('new-password');
  expect(await password.getAttribute('passwordrules')).toBe('minlength: 12;');
  expect(await page.locator('input[autocomplete=username]').inputValue()).toBe('alice@example.com');
  await password.fill('12');
  await page.getByLabel('Date of birth', { exact: true }).fill('1990-02-03');
  await page.getByLabel('Team', { exact: true }).fill('red');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('This password is too simple, or was used before.');
  expect(await focused(page)).toBe('new-password');

  await password.fill('much longer than that');
  await page.keyboard.press('Enter');
  await page.getByText('You are signed in.').waitFor();
  expect((await calls()).at(-1)).toEqual([
    'answer',
    { newPassword: 'much longer than that', userAttributes: { birthdate: '1990-02-03', 'custom:team': 'red' } },
  ]);
});

test.each([
  ['an authenticator app', ['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'],
  ['an authenticator app, where the pool names nothing', [], 'SOFTWARE_TOKEN_MFA'],
])('MFA_SETUP sets up %s by a button', async (_, options, answer) => {
  const { calls, page, step } = await openStage();
  await step({ script: [{ name: 'MFA_SETUP', parameters: { options } }, DONE] });

  expect(await page.locator('.cs-input').count()).toBe(0);
  await page.getByRole('button', { name: 'Use an authenticator app' }).click();
  await page.getByText('You are signed in.').waitFor();
  expect(await calls()).toEqual([['answer', answer]]);
});

test('MFA_SETUP takes an address where codes are to go', async () => {
  const { calls, page, step } = await openStage();
  await step({ script: [{ name: 'MFA_SETUP', parameters: { options: ['EMAIL_OTP', 'SOFTWARE_TOKEN_MFA'] } }, DONE] });

  expect(await page.locator('.cs-option').count()).toBe(1);
  await page.getByLabel('E-mail address', { exact: true }).fill('alice@example.com');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('You are signed in.').waitFor();
  expect(await calls()).toEqual([['answer', { email: 'alice@example.com' }]]);
});

test('SOFTWARE_TOKEN_SETUP shows a picture that reads as the key, and the key as text', async () => {
  const { calls, page, step } = await openStage({ colorScheme: 'dark' });
  await page.evaluate(() => document.documentElement.style.setProperty('color-scheme', 'dark'));
  const secretCode = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPABCD';
  await step({
    script: [{ name: 'SOFTWARE_TOKEN_SETUP', parameters: { secretCode } }, DONE],
    options: { issuer: 'My Shop & Co' },
  });
  const picture = page.getByRole('img', { name: 'QR code for an authenticator app' });
  await picture.waitFor();
  const { width, height } = (await picture.boundingBox()) ?? { width: 0, height: 0 };
  expect(width).toBeGreaterThanOrEqual(176);
  expect(height).toBe(width);

  const png = (await picture.screenshot({ scale: 'css' })).toString('base64');
  const pixels = await page.evaluate(async (bytes) => {
    const data = Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([data], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const drawn = canvas.getContext('2d');
    drawn?.drawImage(bitmap, 0, 0);
    return {
      data: [...(drawn?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [])],
      width: bitmap.width,
      height: bitmap.height,
    };
  }, png);
  const read = jsQR.default(Uint8ClampedArray.from(pixels.data), pixels.width, pixels.height);
  expect(read?.data).toBe(
    `otpauth://totp/My%20Shop%20%26%20Co:alice%40example.com?secret=${secretCode}&issuer=My%20Shop%20%26%20Co`,
  );

  expect(await page.locator('.cs-key').textContent()).toBe(secretCode.replace(/(.{4})(?=.)/g, '$1 '));
  await page.getByLabel('Code', { exact: true }).fill('123 456');
  await page.getByLabel('Name of this device (optional)', { exact: true }).fill('my phone');
  await page.keyboard.press('Enter');
  await page.getByText('You are signed in.').waitFor();
  expect(await calls()).toEqual([['answer', { code: '123456', deviceName: 'my phone' }]]);
});

test('the key of an authenticator app is copied by a click, and marked where that is not allowed', async () => {
  const { page, step } = await openStage({ permissions: ['clipboard-read', 'clipboard-write'] });
  const set = { name: 'SOFTWARE_TOKEN_SETUP', parameters: { secretCode: 'JBSWY3DPEHPK3PXP' } };
  await step({ script: [set] });
  await page.getByRole('button', { name: 'Copy the key' }).click();
  await page.getByText('Copied.').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('JBSWY3DPEHPK3PXP');

  await page.evaluate(() =>
    Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error()) }),
  );
  await step({ script: [set] });
  await page.getByRole('button', { name: 'Copy the key' }).click();
  await expect.poll(() => page.evaluate(() => String(getSelection()))).toBe('JBSW Y3DP EHPK 3PXP');
});

test('a phone gets a link that opens its authenticator app', async () => {
  const { page, step } = await openStage({ hasTouch: true, isMobile: true });
  await step({
    script: [{ name: 'SOFTWARE_TOKEN_SETUP', parameters: { secretCode: 'JBSWY3DPEHPK3PXP' } }],
    options: { issuer: 'Shop' },
  });
  await page.getByRole('link', { name: 'Open in an authenticator app' }).waitFor();

  expect(await page.getByRole('link').getAttribute('href')).toBe(
    'otpauth://totp/Shop:alice%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Shop',
  );
});

test('a passkey is asked by itself after a click, and never after a reload', async () => {
  const { page, show, step } = await openStage();
  await page.evaluate(() => {
    Object.defineProperty(navigator.credentials, 'get', {
      value: async () => {
        globalThis.problems.push('asked');
        throw new DOMException('', 'NotAllowedError');
      },
    });
  });
  const passkey = {
    name: 'WEB_AUTHN',
    parameters: { request: { challenge: 'abcd', rpId: 'localhost' } },
    can: ['back'] as const,
  };

  await step({ script: [passkey] });
  await page.getByRole('alert').waitFor();
  expect(await problemIn(page)).toBe('The passkey was not used.');
  expect(await page.evaluate(() => globalThis.problems)).toEqual(['asked', 'cancelled']);
  expect(await page.getByRole('button').allTextContents()).toEqual([
    'Use a passkey',
    'Sign in another way',
    'Use another account',
  ]);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect.poll(() => page.evaluate(() => globalThis.problems.length)).toBe(4);

  await show({ script: [], resumed: passkey });
  await page.getByRole('button', { name: 'Use a passkey' }).waitFor();
  expect(await page.evaluate(() => globalThis.problems)).toEqual([]);
});

test('names that every object has are names like others', async () => {
  const { calls, page, step } = await openStage();
  await step({
    script: [
      { name: 'choose', parameters: { options: ['constructor', 'toString'] } },
      { name: 'constructor', retry: 'valueOf', attemptsLeft: 2 },
      { name: 'NEW_PASSWORD_REQUIRED', parameters: { requiredAttributes: ['name', 'custom:remove', 'contains'] } },
      DONE,
    ],
  });
  expect(await page.locator('.cs-option').allTextContents()).toEqual(['Constructor', 'To string']);
  await page.getByRole('button', { name: 'Constructor' }).click();
  expect(await problemIn(page)).toBe('That is not right. 2 attempts left.');
  await page.getByRole('textbox', { name: 'Constructor' }).fill('1');
  await page.keyboard.press('Enter');
  await page.getByLabel('New password', { exact: true }).fill('2');
  for (const [label, value] of [
    ['Name', '3'],
    ['Remove', '4'],
    ['Contains', '5'],
  ] as const) {
    await page.getByRole('textbox', { name: label, exact: true }).fill(value);
  }
  await page.keyboard.press('Enter');
  await page.getByText('You are signed in.').waitFor();

  const userAttributes = { name: '3', 'custom:remove': '4', contains: '5' };
  expect((await calls()).at(-1)).toEqual(['answer', { newPassword: '2', userAttributes }]);
});

test("in a shadow root of the page's it has its look as well", async () => {
  const { page } = await openStage();
  await page.evaluate(() => {
    const outer = document.querySelector('#sign-in') as HTMLElement;
    const inner = document.createElement('div');
    outer.attachShadow({ mode: 'open' }).append(inner);
    globalThis.show({ script: [], options: {} }, inner);
  });
  await page.getByLabel('User name').waitFor();

  expect(await page.locator('.cs-submit').evaluate((button) => getComputedStyle(button).backgroundColor)).toBe(
    'rgb(11, 110, 79)',
  );
});
