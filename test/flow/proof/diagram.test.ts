import { describe, expect, test } from 'vitest';
import { defineFlow, diagram, type Flow, type FlowContext, fingerprint } from '../../../lib/flow/index.ts';
import { challenge } from '../challenges.ts';

const challenges = { captcha: challenge('none', 1), code: challenge(), passkey: challenge('both') };

test('draws what is asked, where each outcome leads, and equal futures once', () => {
  const flow = defineFlow(challenges, function* ({ user, pass, attempt, choose, refuse }) {
    if (user.has('nickname')) user.has('email');
    if (!(yield* attempt('captcha'))) yield* refuse('a bot');
    if (user.is('custom:role', 'admin')) yield* pass('code');
    yield* choose('code', 'passkey');
  });
  expect(diagram(flow)).toBe(`flowchart TD
  begin([sign-in]) --> n0
  n0["captcha (none, 1 attempt)"]
  n0 -->|"right"| n1
  n0 -->|"wrong to the end"| n8
  n1{"is(custom:role, #34;admin#34;)?"}
  n1 -->|"yes"| n2
  n1 -->|"no"| n3
  n2["code (possession, 3 attempts)"]
  n2 -->|"right"| n3
  n2 -->|"wrong to the end"| n6
  n3{{"choose code or passkey"}}
  n3 -->|"code"| n4
  n3 -->|"passkey"| n7
  n3 -->|"none of them, to the end"| n6
  n4["code (possession, 3 attempts)"]
  n4 -->|"right"| n5
  n4 -->|"wrong to the end"| n6
  n5(["tokens"])
  n6(["refused"])
  n7["passkey (both factors, 3 attempts)"]
  n7 -->|"right"| n5
  n7 -->|"wrong to the end"| n6
  n8(["refused: a bot"])`);
});

test('draws the password', () => {
  const flow = defineFlow(challenges, function* ({ password, pass }) {
    yield* password();
    yield* pass('code');
  });
  expect(diagram(flow)).toContain('n0["password (Cognito checks it by SRP)"]\n  n0 -->|"right"| n1');
});

test('lets no name or reason write Mermaid, and keeps them short', () => {
  const flow = defineFlow(challenges, function* ({ user, pass, refuse }) {
    if (user.is('custom:"]--> x', '<b>|%%{init}%%\n'))
      yield* refuse(`"]; click n0 "javascript:x" ${'long '.repeat(30)}`);
    yield* pass('code');
  });
  const drawn = diagram(flow);
  for (const line of drawn.split('\n').slice(2)) {
    expect(line).toMatch(
      /^ {2}n\d+(\{"[^"<>|%{}[\]]*"\}|\["[^"<>|%{}[\]]*"\]|\(\["[^"<>|%{}[\]]*"\]\)| -->\|"[a-z ]+"\| n\d+)$/,
    );
  }
  expect(drawn).toContain('lo#8230;"');
});

test('says where a flow is too large to be drawn whole', { tags: 'slow' }, () => {
  const flow = defineFlow(challenges, function* ({ user, pass }) {
    for (let each = 0; each < 17; each++) user.has(`custom:${each}`);
    yield* pass('code');
  });
  expect(diagram(flow)).toMatch(/^flowchart TD\n {2}%% The flow is too large/);
});

describe('a fingerprint', () => {
  const original = (): Flow =>
    defineFlow({ code: challenge(), pin: challenge('knowledge') }, function* ({ user, choose, pass }) {
      if (user.has('email')) yield* choose('code', 'pin');
      else yield* pass('code');
    });

  test('is equal for equal flows, in whatever order they are declared, and however they are written', () => {
    const other = defineFlow({ pin: challenge('knowledge'), code: challenge() }, ({ user, choose, pass }) =>
      (function* () {
        const known = user.has('email');
        if (!known) {
          yield* pass('code');
          return;
        }
        yield* choose('code', 'pin');
      })(),
    );
    expect(fingerprint(other)).toBe(fingerprint(original()));
    expect(fingerprint(original())).toBe(fingerprint(original()));
  });

  const steps = function* ({ user, choose, pass }: FlowContext<'code' | 'pin'>) {
    if (user.has('email')) yield* choose('code', 'pin');
    else yield* pass('code');
  };
  const both = { code: challenge(), pin: challenge('knowledge') };
  test.each([
    ['attempts', defineFlow({ ...both, code: challenge('possession', 2) }, steps)],
    ['a factor', defineFlow({ ...both, pin: challenge('possession') }, steps)],
    ['a challenge more', defineFlow({ ...both, spare: challenge() }, steps)],
    ['two factors', defineFlow(both, steps, { factors: 2 })],
    ['another unknown user', defineFlow(both, steps, { unknownUser: { has: ['email'] } })],
    ['another typical value', defineFlow(both, steps, { unknownUser: { has: ['email'], is: { b: '1', a: '2' } } })],
    [
      'another way',
      defineFlow(both, function* ({ user, choose, pass }) {
        if (!user.has('email')) yield* choose('code', 'pin');
        else yield* pass('code');
      }),
    ],
    [
      'another question',
      defineFlow(both, function* ({ user, choose, pass }) {
        if (user.is('email', 'x')) yield* choose('code', 'pin');
        else yield* pass('code');
      }),
    ],
  ])('differs by %s', (_what, flow) => {
    expect(fingerprint(defineFlow(both, steps))).toBe(fingerprint(original()));
    expect(fingerprint(flow)).not.toBe(fingerprint(original()));
  });

  test('takes a flow whose unknown user is left out', () => {
    const { unknownUser: _, ...bare } = original();
    expect(fingerprint({ ...bare, unknownUser: {} })).toContain('"unknownUser":{"has":[],"is":[]}');
  });
});
