import { describe, expect, test } from 'vitest';
import { check, defineFlow, formatVerdict } from '../../../lib/flow/index.ts';
import { challenge } from '../challenges.ts';

const code = { code: challenge() };
const two = { code: challenge('possession'), pin: challenge('knowledge') };

describe('too-large', () => {
  const many = (questions: number) =>
    defineFlow(code, function* ({ user, pass }) {
      for (let each = 0; each < questions; each++) user.has(`custom:${each}`);
      yield* pass('code');
    });

  test('is a flow with too many paths', () => {
    expect(check(many(20), { runs: 1000 })).toMatchObject({
      holds: false,
      paths: 500,
      violations: [{ rule: 'too-large' }],
    });
  });

  test('is one that can’t be walked twice', () => {
    // 2 × 64 + 1 paths, some of them walked a second time when it has to end.
    expect(check(many(6), { runs: 258 })).toMatchObject({ holds: true, paths: 129 });
    expect(check(many(6), { runs: 257 })).toMatchObject({ holds: false, violations: [{ rule: 'too-large' }] });
  });

  test('is none that only runs out of values to try on predicates', () => {
    const flow = defineFlow(code, function* ({ user, pass }) {
      user.test('email', (email) => email.endsWith('.com'));
      yield* pass('code');
    });
    // Five paths; as many runs again; and one more.
    expect(check(flow, { runs: 11 })).toMatchObject({ holds: true, paths: 5 });
    expect(check(flow, { runs: 10 })).toMatchObject({ holds: true });
    expect(check(flow, { runs: 9 })).toMatchObject({ holds: false });
  });

  test('is one that takes too long', () => {
    let time = 0;
    expect(check(many(10), { now: () => time++ * 6000 })).toMatchObject({
      holds: false,
      violations: [{ rule: 'too-large' }],
    });
  });
});

test('a verdict says what is wrong with the flow as a whole', () => {
  const spare = defineFlow(two, function* ({ pass }) {
    yield* pass('code');
  });
  expect(formatVerdict('spare', check(spare))).toMatch(
    /^spare does not hold \(3 paths\):\n\n✗ pin is declared, and no path asks it \[never-asked\]\n\nWhat/,
  );
  expect(formatVerdict('spare', check(spare, { runs: 2 }))).toContain('spare does not hold (1 path):');
});

test('what Cognito does beside the flow is listed with the verdict', () => {
  const withPassword = defineFlow(
    code,
    function* ({ password, pass }) {
      yield* password();
      yield* pass('code');
    },
    { factors: 2 },
  );
  const notes = check(withPassword).notes.join('\n');
  for (const word of ['MFA of the pool', 'NEW_PASSWORD_REQUIRED', 'Account recovery', 'USER_AUTH'])
    expect(notes).toContain(word);
  expect(check(withPassword).asksPassword).toBe(true);
  const closed = defineFlow(code, function* ({ pass, refuse }) {
    yield* pass('code');
    yield* refuse('closed today');
  });
  expect(check(closed).notes.join('\n')).toContain('Nobody can sign in');
  expect(check(closed).notes.join('\n')).toContain("the reason 'closed today' stands there as reason-malformed");
  expect(check(closed).notes.join('\n')).toMatch(/MFA of the pool: .* never asked/);
  expect(formatVerdict('one', check(defineFlow({}, function* () {})))).toContain('one does not hold (2 paths)');
});

test('says which reasons the log would not have, and counts them', () => {
  const flow = defineFlow(code, function* ({ user, pass, refuse }) {
    yield* pass('code');
    if (user.has('custom:a')) yield* refuse('No member');
    if (user.has('custom:b')) yield* refuse('4711');
    if (user.has('custom:c')) yield* refuse('no-member');
  });
  expect(check(flow).notes.filter((note) => note.startsWith('The log'))).toEqual([
    expect.stringContaining("the reason 'No member' and 1 more stands there as reason-malformed"),
  ]);
});
