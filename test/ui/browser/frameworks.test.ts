import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { emailOtp } from '../../../lib/challenges/index.ts';
import { defineFlow } from '../../../lib/flow/index.ts';
import type { CountersignSignIn } from '../../../lib/ui/define.ts';
import { startLocalSignIn } from '../../client/support/local-sign-in.ts';
import { focused, problemIn, stagesFor } from './support/open-stage.ts';
import type { Served } from './support/stage-server.ts';

const HTML: Served = { script: 'in-html.ts' };
// Vue makes a policy by itself, whatever a page does.
const VUE: Served = {
  script: 'in-vue.ts',
  trustedTypes: 'vue',
  build: {
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  },
};
const react = (alias: Record<string, string>): Served => ({
  script: 'in-react.ts',
  build: {
    alias,
    // Only a build for development mounts everything twice. It tells of its tools, unless there are some.
    define: { 'process.env.NODE_ENV': '"development"' },
    banner: { js: 'globalThis.__REACT_DEVTOOLS_GLOBAL_HOOK__ = { isDisabled: true };' },
  },
});
const REACT = react({});
const REACTS: [string, Served][] = [
  ['18', react({ react: 'react18', 'react-dom': 'react-dom18' })],
  ['19', REACT],
];

const openStage = stagesFor(HTML);

const DONE = { signedIn: true } as const;
const emailOtpStep = { name: 'emailOtp', parameters: { deliveredTo: 'a***@e***' } };

const signedIn = (page: Page): Promise<void> => page.getByText('You are signed in.').waitFor();
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const code = (page: Page) => field(page, 'Code');

/** Opens a page of a framework's, in which the element or the component is known. */
async function openIn(served: Served) {
  const stage = await openStage({ served });
  if (served === HTML) await stage.page.evaluate(() => globalThis.define());
  return stage;
}

describe.each([
  ...REACTS.map(([version, served]): [string, Served] => [`React ${version}`, served]),
  ['Vue', VUE],
  ['plain HTML', HTML],
])('in %s', (_, served) => {
  test('a sign-in goes from the start to the end, and its page is told of both problem and end once', async () => {
    const { calls, page, step } = await openIn(served);
    await step({
      script: [emailOtpStep, { error: 'NetworkError' }, DONE],
      options: { headingLevel: 3, texts: { code: 'Ziffern' } },
    });
    await page.getByRole('heading', { level: 3, name: 'Enter the code' }).waitFor();
    expect(await focused(page)).toBe('code');
    await page.getByLabel('Ziffern').fill('123 456');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await problemIn(page)).toBe('There is no connection. What you typed is still here.');
    await page.keyboard.press('Enter');
    await signedIn(page);

    expect(await calls()).toEqual([
      ['answer', '123456'],
      ['answer', '123456'],
    ]);
    expect(await page.evaluate(() => [globalThis.signedIn, globalThis.problems])).toEqual([1, ['offline']]);
  });

  test('options that are the same leave a sign-in alone, though they are another object', async () => {
    const { page, step } = await openIn(served);
    await step({ script: [emailOtpStep], options: { usernameType: 'email' } });
    await code(page).fill('12');
    await page.evaluate(() => globalThis.again());

    await page.waitForTimeout(50);
    expect(await code(page).inputValue()).toBe('12');
  });

  test('another auth begins anew, and ends the call under way', async () => {
    const { page, show, step } = await openIn(served);
    await step({ script: [{ ...emailOtpStep, name: 'first' }, 'never'] });
    await field(page, 'First').fill('x');
    await page.keyboard.press('Enter');
    await page.locator('form [aria-busy]').waitFor();
    const aborted = await page.evaluateHandle(() => globalThis.aborted);

    await show({ script: [DONE], resumed: { name: 'second' } });
    await field(page, 'Second').waitFor();
    // The start's signal ended with the answer.
    expect(await aborted.jsonValue()).toEqual(['signIn', 'answer']);
    expect(await page.locator('.cs').count()).toBe(1);
    await field(page, 'Second').fill('y');
    await page.keyboard.press('Enter');
    await signedIn(page);
  });

  test('nothing is left of a sign-in that is taken away, and shown again it goes on where it was', async () => {
    const { page, show, step } = await openIn(served);
    await step({ script: [emailOtpStep, 'never'] });
    await code(page).fill('1');
    await page.keyboard.press('Enter');
    await page.locator('form [aria-busy]').waitFor();
    await page.evaluate(() => globalThis.end());

    await expect.poll(() => page.evaluate(() => globalThis.aborted)).toEqual(['signIn', 'answer']);
    expect(await page.locator('#sign-in').textContent()).toBe('');
    expect(await page.locator('.cs').count()).toBe(0);
    await show({ script: [], resumed: emailOtpStep });
    await code(page).waitFor();
    expect(await page.evaluate(() => globalThis.problems)).toEqual([]);
  });
});

describe.each(REACTS)('in React %s', (_, served) => {
  test.each(['drawing', 'remembered'])('a form may be a component: %s', async (name) => {
    const { calls, page, step } = await openStage({ served });
    const drawing = { name, can: ['back'] as const };
    await step({
      script: [drawing, { error: 'NetworkError' }, { ...drawing, retry: 'tooFew', takes: 300 }, emailOtpStep, DONE],
    });
    const says = (text: string): Promise<void> => page.getByText(text, { exact: true }).waitFor();
    const press = (button: string): Promise<void> => page.getByRole('button', { name: button, exact: true }).click();
    await says(`Fieldnotes: ${name} fine free 1`);
    expect(await focused(page)).toBe('Draw');

    await press('Draw');
    await press('Answer');
    // It is the same one as before.
    await says(`Fieldnotes: ${name} offline free 2`);
    await press('Answer');
    await says(`Fieldnotes: ${name} fine busy 2`);
    await says(`Fieldnotes: ${name} tooFew free 1`);
    await press('Back');
    await code(page).fill('1');
    expect(await page.getByText('Fieldnotes:').count()).toBe(0);
    await page.keyboard.press('Enter');
    await signedIn(page);
    expect(await calls()).toEqual([
      ['answer', { lines: 2 }],
      ['answer', { lines: 2 }],
      ['back', undefined],
      ['answer', '1'],
    ]);
  });

  test('a component that is the form goes with its sign-in, and comes with the next', async () => {
    const { page, show, step } = await openStage({ served });
    await step({ script: [{ name: 'drawing' }] });
    await page.getByText('Fieldnotes: drawing fine free 1').waitFor();
    await page.getByRole('button', { name: 'Draw' }).click();

    await show({ script: [], resumed: { name: 'drawing' } });
    await page.getByText('Fieldnotes: drawing fine free 1').waitFor();
    expect(await page.locator('section').count()).toBe(1);
    await page.evaluate(() => globalThis.end());
    await expect.poll(() => page.locator('#sign-in').innerHTML()).toBe('');
  });

  test('data and components stand side by side, in an element of the class that was given', async () => {
    const { page, step } = await openStage({ served });
    await step({ script: [{ name: 'employeeNumber' }] });

    expect(await page.locator('.sign-in').getByRole('heading').textContent()).toBe('Your employee number');
    await field(page, 'Number').waitFor();
  });

  test('the hook leads through a sign-in in markup of the page’s own', async () => {
    const { calls, page } = await openStage({ served });
    const show = (stage: object): Promise<void> =>
      page.evaluate((json) => globalThis.showOwn(JSON.parse(json)), JSON.stringify(stage));
    const says = (text: string): Promise<void> => page.getByText(text, { exact: true }).waitFor();
    const send = async (text: string): Promise<void> => {
      await page.getByLabel('Answer').fill(text);
      await page.keyboard.press('Enter');
    };
    await show({
      script: [
        { ...emailOtpStep, can: ['resend'] },
        { ...emailOtpStep, retry: 'wrong', takes: 300, can: ['resend'] },
        emailOtpStep,
        { error: 'ServiceError', code: 'NotAuthorizedException' },
        DONE,
      ],
    });
    await says('start fine free');
    await send('alice@example.com');
    await says('emailOtp fine free');
    await send('000000');
    await says('emailOtp fine busy');
    await says('emailOtp wrong free');
    await page.getByRole('button', { name: 'Again' }).click();
    await says('emailOtp fine free');
    await send('111111');
    await says('start refused free');
    await send('alice@example.com');
    await says('Welcome, access');
    expect(await calls()).toEqual([
      ['answer', '000000'],
      ['resend', undefined],
      ['answer', '111111'],
    ]);

    await show({ script: ['never'], resumed: emailOtpStep });
    await says('emailOtp fine free');
    await send('222222');
    await says('emailOtp fine busy');
    await page.getByRole('button', { name: 'Begin anew' }).click();
    await says('start fine free');
    expect(await page.evaluate(() => globalThis.aborted)).toEqual(['answer']);
    await page.evaluate(() => globalThis.end());
    await expect.poll(() => page.locator('#sign-in').innerHTML()).toBe('');
  });
});

describe('the element', () => {
  test('needs nothing but attributes, from the local pool to the tokens', async () => {
    const signIn = defineFlow({ emailOtp: emailOtp({ digits: 6 }) }, function* ({ pass }) {
      yield* pass('emailOtp');
    });
    const { config, outbox } = await startLocalSignIn(signIn);
    const { page } = await openStage({
      served: {
        ...HTML,
        connect: config.endpoint,
        body: `<countersign-sign-in user-pool-id="${config.userPoolId}" client-id="${config.clientId}"
          endpoint="${config.endpoint}" username-type="email" heading-level="1" autofocus></countersign-sign-in>`,
      },
    });
    await page.evaluate(() => globalThis.define());
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect(await focused(page)).toBe('username');
    expect(await page.getByLabel('E-mail address').getAttribute('type')).toBe('email');

    await page.keyboard.type('alice@example.com');
    await page.keyboard.press('Enter');
    await page.getByText('We sent a code to a***@e***.').waitFor();
    await page.keyboard.type(outbox.lastCode('alice@example.com'));
    await page.keyboard.press('Enter');
    await signedIn(page);
    expect(await page.evaluate(() => [globalThis.signedIn, globalThis.problems])).toEqual([1, []]);

    // The client that the attributes made is the page's, too: until they are others.
    const seen = await page.evaluate(async () => {
      const element = document.querySelector('countersign-sign-in') as CountersignSignIn;
      const { auth } = element;
      const before = await auth?.tokens();
      await auth?.signOut();
      const isSame = element.auth === auth;
      element.setAttribute('client-id', 'another');
      return [before !== undefined, await auth?.tokens(), isSame, element.auth === auth];
    });
    expect(seen).toEqual([true, undefined, true, false]);
  });

  test('asks a password where its attribute says so', async () => {
    const { page } = await openStage({
      served: { ...HTML, body: '<countersign-sign-in user-pool-id="eu-central-1_A" client-id="c" password/>' },
    });
    await page.evaluate(() => globalThis.define());

    await page.getByLabel('Password', { exact: true }).waitFor();
  });

  test('takes what was set before it was known, and begins once', async () => {
    const { calls, page, show } = await openStage({
      served: { ...HTML, body: '<countersign-sign-in user-pool-id="eu-central-1_A" client-id="c" endpoint="x"/>' },
    });
    await show({ script: [emailOtpStep, DONE], options: { usernameType: 'email' } });
    expect(await page.locator('.cs').count()).toBe(0);
    const shown = await page.evaluate(async () => {
      let count = 0;
      const [element] = document.querySelectorAll('countersign-sign-in');
      new MutationObserver((changes) => {
        count += changes.reduce((sum, { addedNodes }) => sum + addedNodes.length, 0);
      }).observe(element as Element, { childList: true });
      await globalThis.define();
      await new Promise((resolve) => setTimeout(resolve));
      return count;
    });
    expect(shown).toBe(1);

    await page.getByLabel('E-mail address').fill('alice@example.com');
    await page.keyboard.press('Enter');
    await code(page).fill('1');
    await page.keyboard.press('Enter');
    await signedIn(page);
    expect(await calls()).toEqual([['answer', '1']]);
    expect(await page.evaluate(() => Object.keys(document.querySelector('countersign-sign-in') as object))).toEqual([]);
  });

  test('ends its calls when it is moved, and goes on where it was', async () => {
    const { page, show } = await openIn(HTML);
    await show({ script: ['never'], resumed: emailOtpStep });
    await code(page).fill('1');
    await page.keyboard.press('Enter');
    await page.locator('form [aria-busy]').waitFor();
    await page.evaluate(() => {
      document.querySelector('header')?.append(document.querySelector('countersign-sign-in') as Element);
    });

    await page.locator('header').getByLabel('Code', { exact: true }).waitFor();
    expect(await page.evaluate(() => globalThis.aborted)).toEqual(['answer']);
    expect(await page.locator('form').count()).toBe(1);
  });

  test('begins anew when its attributes name another pool, and shows nothing where they name none', async () => {
    const { page } = await openIn({ ...HTML, body: '<countersign-sign-in client-id="c"/>' });
    expect(await page.locator('.cs').count()).toBe(0);
    const set = (name: string, value: string): Promise<void> =>
      page.evaluate(([key, text]) => document.querySelector('countersign-sign-in')?.setAttribute(key, text), [
        name,
        value,
      ] as const);
    await page.evaluate(() => globalThis.define());
    await set('user-pool-id', 'eu-central-1_A');
    await page.getByLabel('User name').fill('alice');

    await set('client-id', 'c');
    expect(await page.getByLabel('User name').inputValue()).toBe('alice');
    await set('client-id', 'd');
    await expect.poll(() => page.getByLabel('User name').inputValue()).toBe('');
    await page.evaluate(() => document.querySelector('countersign-sign-in')?.removeAttribute('client-id'));
    await expect.poll(() => page.locator('.cs').count()).toBe(0);
  });

  test('stands twice in a page, each with a sign-in of its own', async () => {
    const body =
      '<div id="sign-in"></div><aside><countersign-sign-in user-pool-id="eu-central-1_A" client-id="c" password/></aside>';
    const { page } = await openIn({ ...HTML, body });
    await page.evaluate(() => globalThis.define());
    await page.evaluate(() => {
      const second = document.createElement('countersign-sign-in');
      for (const name of ['user-pool-id', 'client-id']) second.setAttribute(name, 'eu-central-1_A');
      document.querySelector('#sign-in')?.append(second);
    });
    const [one, other] = [page.locator('#sign-in'), page.locator('aside')];

    await one.getByLabel('User name').fill('alice');
    await other.getByLabel('User name').fill('bob');
    expect(await one.getByLabel('User name').inputValue()).toBe('alice');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('alert').waitFor();
    expect(await one.getByRole('alert').count()).toBe(0);
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(1);
  });
});
