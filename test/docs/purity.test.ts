import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../lib/constructs/bundle.ts';
import { inspectModule } from '../../lib/constructs/inspection/inspect.ts';
import { check, defineFlow, type Flow, type FlowContext, installPurityGuard, replay } from '../../lib/flow/index.ts';
import { emptyFolder, flowModule, folderOf } from '../constructs/fixtures/lambdas.ts';
import { challenge } from '../flow/challenges.ts';
import { root } from './markdown.ts';

/** A line of a table: what the module does when it is loaded, and what the flow asks. */
type Line = readonly [loaded: string, asked: string];

const page = readFileSync(join(root, 'docs/purity.md'), 'utf8');

/** The lines of all tables under a heading. */
const linesUnder = (heading: string): readonly Line[] => {
  const [, rest = ''] = page.split(`## ${heading}\n`);
  const [section = ''] = rest.split(/^## /m);
  return [...section.matchAll(/^\| (?:`(.*?)`)? ?\| `(.*?)` \|/gm)].map(([, loaded = '', asked = '']) => [
    loaded,
    asked,
  ]);
};

type Steps = (context: FlowContext<'code' | 'pin'>) => Generator<never, void, unknown>;

let modules = 0;
const sourceOf = ([loaded, asked]: Line): string => `${loaded};
export const steps = function* ({ user, pass }) {
  if (${asked}) yield* pass('pin');
  yield* pass('code');
}; // ${modules++}`;

/** The flow of a module that does what the line says. */
async function flowOf(line: Line): Promise<Flow> {
  const source = sourceOf(line);
  const { steps } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)) as {
    readonly steps: Steps;
  };
  return defineFlow({ code: challenge(), pin: challenge('knowledge') }, steps);
}

/** What synth says of the same. */
function inspected(line: Line) {
  const source = flowModule(`${sourceOf(line)}
    export const signIn = defineFlow({ code: challenge(), pin: challenge({ factor: 'knowledge' }) }, steps);`);
  return inspectModule(bundle(join(folderOf({ 'module.ts': source }), 'module.ts'), emptyFolder()).entry);
}

const rulesOf = (flow: Flow): readonly string[] => {
  const verdict = check(flow);
  return verdict.holds ? [] : verdict.violations.map(({ rule }) => rule).filter((rule) => rule !== 'never-asked');
};

/** What a replay comes to for somebody with this e-mail address. */
const replayed = (flow: Flow, email: string): unknown =>
  replay(flow, [], { userAttributes: { email }, userNotFound: false });

describe('what a flow may not use', () => {
  let restore: () => void;
  beforeAll(() => {
    restore = installPurityGuard();
  });
  afterAll(() => restore());

  test('is listed', () => {
    const headings = ['Caught by check', 'Caught at synth only', 'Caught at the sign-in only', 'Not caught'];
    const counts = headings.map((heading) => linesUnder(heading).length);
    const lines = [...page.matchAll(/^\| .*`.* \|$/gm)].length;
    expect(counts.every((count) => count > 0)).toBe(true);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(lines);
  });

  test.each(linesUnder('Caught by check'))('is caught: %s: %s', async (...line) => {
    expect(new Set(rulesOf(await flowOf(line)))).toEqual(new Set(['impure']));
  });

  test.each(linesUnder('Caught at synth only'))('is caught at synth: %s: %s', (...line) => {
    expect(inspected(line)).toMatchObject([{ holds: false, verdict: expect.stringContaining('event loop later') }]);
  });

  test.each(linesUnder('Caught at the sign-in only'))('is caught at the sign-in: %s: %s', async (...line) => {
    const flow = await flowOf(line);
    expect(rulesOf(flow)).toEqual([]);
    expect(replayed(flow, 'x9@example.com')).toMatchObject({ kind: 'refuse', reason: 'impure' });
    expect(replayed(flow, 'other@x')).toMatchObject({ kind: 'ask' });
  });

  test.each(linesUnder('Not caught'))('is not caught: %s: %s', async (...line) => {
    const flow = await flowOf(line);
    expect(rulesOf(flow)).toEqual([]);
    expect(replayed(flow, 'x9@example.com')).toMatchObject({ kind: 'ask' });
  });
});
