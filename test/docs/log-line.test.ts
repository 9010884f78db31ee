import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { defineFlow } from '../../lib/flow/index.ts';
import {
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  lambdaContext,
  sessionEntry,
} from '../../lib/testing/index.ts';
import { createAuthChallengeHandler, defineAuthChallengeHandler, UserFacingError } from '../../lib/triggers/index.ts';
import { root } from './markdown.ts';

const page = readFileSync(join(root, 'docs/deploying.md'), 'utf8');
const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) {
  yield* pass('emailOtp');
});
const wrong = sessionEntry(false, '[1,"emailOtp",0,[]]');
const environment = { COUNTERSIGN_DECOY_SECRET: 'a secret of the deployment' };

type Line = Readonly<Record<string, unknown>>;

/** What a function writes to stdout. */
async function linesOf(invoke: () => Promise<unknown>): Promise<readonly Line[]> {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await invoke().catch(() => {});
    return stdout.mock.calls.map(([text]) => JSON.parse(String(text)));
  } finally {
    stdout.mockRestore();
  }
}

const define = (session: Parameters<typeof defineAuthChallengeEvent>[0]) =>
  linesOf(() => defineAuthChallengeHandler(signIn)(defineAuthChallengeEvent(session), lambdaContext('define')));
const create = (event: Parameters<typeof createAuthChallengeEvent>[0]) =>
  linesOf(() =>
    createAuthChallengeHandler(signIn, { environment })(createAuthChallengeEvent(event), lambdaContext('create')),
  );

/** Create of a sign-in that a middleware refuses, and says why. */
const createRefused = () => {
  const refuse = (): void => {
    throw new UserFacingError('Not from this country');
  };
  const handler = createAuthChallengeHandler(signIn, { environment }).before(refuse);
  return linesOf(() => handler(createAuthChallengeEvent({}), lambdaContext('create')));
};

/** A metric filter's pattern, as far as the page uses it: terms joined by ||, a * at a value's end. */
function matches(line: Line): boolean {
  const [, pattern = ''] = /```text\n\{ (.*) \}\n```/.exec(page) ?? [];
  const terms = pattern.split(' || ').map((term) => /^\(\$\.(\w+) = "([\w-]+)(\*?)"\)$/.exec(term) ?? []);
  expect(terms.length).toBeGreaterThan(1);
  return terms.some(([term, member = '', value = '', more]) => {
    expect(term).toBeDefined();
    const found = line[member];
    return typeof found === 'string' && (more ? found.startsWith(value) : found === value);
  });
}

test('the line that the page shows has the members of the one that is written, in their order', async () => {
  const [, shown = ''] = /```json\n(.*)\n```/.exec(page) ?? [];
  const [line] = await define({ session: [wrong, wrong, wrong] });
  expect(Object.keys(JSON.parse(shown))).toEqual(Object.keys(line as Line));
  const { timestamp: _t, durationMs: _d, user: _u, requestId: _r, ...said } = line as Line;
  expect(JSON.parse(shown)).toMatchObject(said);
});

test.each<[string, () => Promise<readonly Line[]>, boolean]>([
  ['a sign-in that goes on', () => define({ session: [wrong] }), false],
  ['one that is refused after wrong answers', () => define({ session: [wrong, wrong, wrong] }), false],
  ['one that is a decoy', () => create({ userNotFound: true }), false],
  ['one that is refused with words for the user', createRefused, false],
  ['a session that the flow did not make', () => define({ session: [sessionEntry(true, 'other')] }), true],
  [
    'a session that answers what was not asked',
    () => define({ session: [sessionEntry(true, '[1,"emailOtp",7,[]]')] }),
    true,
  ],
  ['a trigger that fails', () => create({ session: [sessionEntry(true, 'other')] }), true],
  ['a message that can not be sent', () => create({}), true],
])('the metric filter that the page advises tells of %s: %#', async (_case, invoke, told) => {
  const lines = await invoke();
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter(matches)).toHaveLength(told ? 1 : 0);
});
