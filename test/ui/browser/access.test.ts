import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { focused, stagesFor } from './support/open-stage.ts';
import { SCENES } from './support/scenes.ts';

const require = createRequire(import.meta.url);
const source = (name: string): string => readFileSync(require.resolve(name), 'utf8');

// With a colour of its own: axe takes the canvas for white in a dark page, too.
const PAGE = `:root { color-scheme: light dark; font-family: sans-serif }
body { margin: 1rem; background: light-dark(#fff, #0e1215); color: light-dark(#171c21, #e7ecef) }`;

const SLOW = { tags: 'slow' };

const openStage = stagesFor({
  script: 'stage.ts',
  styles: {
    page: PAGE,
    'wide-text': `${PAGE} * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }`,
    'small-rem': `${PAGE} :root { font-size: 62.5% }`,
    large: `${PAGE} :root { font-size: 200% }`,
    tailwind3: `${source('@unocss/reset/tailwind.css')} ${PAGE}`,
    tailwind4: `${source('@unocss/reset/tailwind-v4.css')} ${PAGE}`,
    star: `${PAGE} * { margin: 0; padding: 0; box-sizing: border-box }`,
  },
});

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

/** What axe finds against WCAG 2.2 AA, in words. */
async function violationsIn(page: Page): Promise<readonly string[]> {
  const { violations } = await page.evaluate((options) => axe.run(options), {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  } as RunOptions);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** Whether anything sticks out of the page to the side. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What axe finds in any state. */
async function violationsOfAll(colorScheme: 'light' | 'dark'): Promise<readonly string[]> {
  const { page, scene } = await openStage({ style: 'page', colorScheme, bypassCSP: true });
  await page.evaluate(source('axe-core'));
  const found: string[] = [];
  for (const [name, state] of Object.entries(SCENES)) {
    await scene(state);
    for (const violation of await violationsIn(page)) found.push(`${name}: ${violation}`);
  }
  return found;
}

test('axe finds nothing in any state, in light colours', async () => {
  expect(await violationsOfAll('light')).toEqual([]);
});

test('axe finds nothing in any state, in dark colours', SLOW, async () => {
  expect(await violationsOfAll('dark')).toEqual([]);
});

test('names that have no end stay within 320 CSS pixels', async () => {
  const { page, step } = await openStage({ style: 'page', viewport: { width: 320, height: 640 } });
  const long = 'donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen';
  for (const name of [long, 'choose']) {
    await step({ script: [{ name, parameters: { options: [long], deliveredTo: long } }] });
    if (name === long) await page.locator('.cs-submit').click();
    expect([name, await overflow(page)]).toEqual([name, 0]);
  }
});

test.each([
  ['320 CSS pixels and text of 200 %', 'large'],
  ['320 CSS pixels and wide text', 'wide-text'],
])('nothing sticks out, is cut off or overlaps at %s', SLOW, async (_, style) => {
  const { page, scene } = await openStage({ style, viewport: { width: 320, height: 640 } });
  for (const [name, state] of Object.entries(SCENES)) {
    await scene(state);
    expect([name, await overflow(page)]).toEqual([name, 0]);
    const cut = await page
      .locator('.cs-submit, .cs-option, .cs-link, .cs-toggle, .cs-title')
      .evaluateAll((elements) =>
        elements
          .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
          .map((one) => one.textContent),
      );
    expect([name, cut]).toEqual([name, []]);
  }
});

test.each([
  ['', 'page'],
  [', though the page makes a rem small', 'small-rem'],
])('what is pressed is large enough for a finger%s', SLOW, async (_, style) => {
  const { page, scene } = await openStage({ style });
  for (const [name, state] of Object.entries(SCENES)) {
    await scene(state);
    const small = await page
      .locator('#sign-in :is(button, input, a):visible')
      .evaluateAll((elements) =>
        elements
          .map((one) => [one.className, one.getBoundingClientRect().height] as const)
          .filter(([kind, height]) => height < (kind.includes('cs-link') ? 24 : 44)),
      );
    expect([name, small]).toEqual([name, []]);
    // Phones zoom in on a field with smaller text.
    const texts = await page
      .locator('.cs-input')
      .evaluateAll((inputs) => inputs.map((input) => Number.parseFloat(getComputedStyle(input).fontSize)));
    expect([name, texts.filter((size) => size < 16)]).toEqual([name, []]);
  }
});

test('the keyboard reaches everything that can be pressed, in the order in which it stands, and shows where it is', async () => {
  const { page, scene } = await openStage({ style: 'page' });
  for (const [name, state] of Object.entries(SCENES)) {
    await scene(state);
    const all = await page
      .locator('#sign-in :is(button, input, a):visible')
      .evaluateAll((elements) => elements.map((one) => (one as HTMLInputElement).name || one.textContent));
    await page.locator('h1').focus();
    const reached: string[] = [];
    for (const _ of all) {
      await page.keyboard.press('Tab');
      reached.push(await focused(page));
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
      expect([name, reached.at(-1), outline]).toEqual([name, reached.at(-1), 'solid']);
    }
    expect([name, reached]).toEqual([name, all]);
  }
});

test('in forced colours each control keeps a border', SLOW, async () => {
  const { page, scene } = await openStage({ style: 'page', forcedColors: 'active' });
  for (const [name, state] of Object.entries(SCENES)) {
    await scene(state);
    const bare = await page
      .locator('#sign-in :is(.cs-submit, .cs-option, .cs-toggle, .cs-input):visible')
      .evaluateAll((elements) =>
        elements
          .filter((one) => {
            const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(one);
            return borderTopWidth === '0px' || borderTopColor === backgroundColor;
          })
          .map((one) => one.className),
      );
    expect([name, bare]).toEqual([name, []]);
  }
});

test('motion is left out for who wants none', SLOW, async () => {
  const { page, scene } = await openStage({ style: 'page', reducedMotion: 'reduce' });
  await scene(SCENES.code as (typeof SCENES)[string]);

  const moving = await page
    .locator('#sign-in *')
    .evaluateAll((all) => all.filter((one) => getComputedStyle(one).transitionDuration !== '0s').length);
  expect(moving).toBe(0);
});

/** States in which each class of the look stands. */
const ALL_CLASSES = ['start, sent empty', 'code, waiting', 'choose', 'new password', 'authenticator app set-up'];

test('the look is the same under the resets that pages have', SLOW, async () => {
  const looks: Record<string, unknown>[] = [];
  for (const style of ['page', 'tailwind3', 'tailwind4', 'star']) {
    const { page, scene } = await openStage({ style });
    const look: Record<string, unknown> = {};
    for (const name of ALL_CLASSES) {
      const state = SCENES[name] as (typeof SCENES)[string];
      await scene(state);
      look[name] = await page.locator('.cs, .cs *').evaluateAll((all) =>
        all
          .filter((one) => one.className && typeof one.className === 'string')
          .map((one) => {
            const { backgroundColor, borderTopWidth, color, fontSize, fontWeight, textDecorationLine, textAlign } =
              getComputedStyle(one);
            const { x, width, height } = one.getBoundingClientRect();
            const box = [x, width, height].map(Math.round);
            return [
              one.className,
              backgroundColor,
              borderTopWidth,
              color,
              fontSize,
              fontWeight,
              textDecorationLine,
              textAlign,
              ...box,
            ];
          }),
      );
    }
    looks.push(look);
  }
  const [plain, ...others] = looks.map((look) => JSON.stringify(look));
  for (const other of others) expect(other).toBe(plain);
});
