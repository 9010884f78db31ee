import { describe, expect, test } from 'vitest';
import { check, defineFlow, formatVerdict } from '../../../lib/flow/index.ts';
import { challenge } from '../challenges.ts';
import { rulesOf } from './rules-of.ts';

const code = { code: challenge() };
const two = { code: challenge('possession'), pin: challenge('knowledge') };
const withCaptcha = { captcha: challenge('none'), code: challenge() };

describe('tokens-without-factors', () => {
  test.each([
    ['nothing asked', defineFlow({}, function* () {})],
    [
      'a captcha alone',
      defineFlow({ captcha: challenge('none') }, function* ({ pass }) {
        yield* pass('captcha');
      }),
    ],
    [
      'an attempt whose result is forgotten',
      defineFlow(code, function* ({ attempt }) {
        yield* attempt('code');
      }),
    ],
    [
      'a way round for some',
      defineFlow(code, function* ({ user, pass }) {
        if (!user.is('email', 'root@example.com')) yield* pass('code');
      }),
    ],
    [
      'a way round for a value the predicate knows',
      defineFlow(code, function* ({ user, pass }) {
        if (!user.test('email', (email) => email.endsWith('@example.com'))) yield* pass('code');
      }),
    ],
    [
      'a way round after another try',
      defineFlow(two, function* ({ attempt }) {
        if (!(yield* attempt('code'))) yield* attempt('pin');
      }),
    ],
    [
      'a choice with a captcha',
      defineFlow(withCaptcha, function* ({ choose }) {
        yield* choose('code', 'captcha');
      }),
    ],
    [
      'one kind twice, where two are declared',
      defineFlow(
        { code: challenge(), sms: challenge() },
        function* ({ pass }) {
          yield* pass('code');
          yield* pass('sms');
        },
        { factors: 2 },
      ),
    ],
    [
      'two kinds for some only',
      defineFlow(
        two,
        function* ({ user, pass }) {
          yield* pass('code');
          if (user.has('custom:pin')) yield* pass('pin');
        },
        { factors: 2 },
      ),
    ],
  ])('%s', (_what, flow) => {
    expect(rulesOf(flow)).toContain('tokens-without-factors');
  });

  test('shows the shortest path', () => {
    const flow = defineFlow({ ...two, captcha: challenge('none') }, function* ({ user, pass, attempt, choose }) {
      if (!user.has('email')) {
        yield* choose('code', 'pin');
        yield* attempt('captcha');
        return;
      }
      yield* attempt('captcha');
      if (!(yield* attempt('code')) && user.is('custom:role', 'admin')) return;
      yield* pass('pin');
    });
    const verdict = check(flow);
    expect(verdict).toMatchObject({
      holds: false,
      violations: [{ rule: 'tokens-without-factors', path: { known: true, rounds: 4, end: { kind: 'tokens' } } }],
    });
    expect(formatVerdict('signIn', verdict).split('\n').slice(1, 10)).toEqual([
      '',
      '✗ tokens are issued with 0 of 1 kinds of factor passed [tokens-without-factors]',
      '  1. known user',
      '  2. has(email)? yes',
      '  3. captcha: right',
      '  4. code: wrong to the end',
      '  5. is(custom:role, "admin")? yes',
      '  → tokens',
      '',
    ]);
  });
});

describe('too-many-rounds', () => {
  test.each([
    [
      'a loop until it passes',
      defineFlow(code, function* ({ attempt }) {
        while (!(yield* attempt('code')));
      }),
    ],
    [
      'seven challenges, each wrong to the end',
      defineFlow(
        Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name, challenge()])),
        function* ({ attempt, refuse }) {
          let passed = 0;
          for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) if (yield* attempt(name)) passed++;
          if (passed === 0) yield* refuse('none passed');
        },
      ),
    ],
    [
      'choices without end',
      defineFlow(two, function* ({ choose }) {
        for (;;) yield* choose('code', 'pin');
      }),
    ],
  ])('%s', (_what, flow) => {
    expect(rulesOf(flow)).toContain('too-many-rounds');
  });

  test('is a note only where it takes every try', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const flow = defineFlow(Object.fromEntries(names.map((name) => [name, challenge()])), function* ({ pass }) {
      for (const name of names) yield* pass(name);
    });
    expect(check(flow)).toMatchObject({
      holds: true,
      notes: expect.arrayContaining([expect.stringContaining('21 rounds')]),
    });
  });
});
