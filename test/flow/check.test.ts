import { describe, expect, test } from 'vitest';
import { check, defineFlow, type Flow, formatVerdict, type Rule, type UserQuestions } from '../../lib/flow/index.ts';
import { challenge } from './challenges.ts';

const code = { code: challenge() };
const two = { code: challenge('possession'), pin: challenge('knowledge') };
const withCaptcha = { captcha: challenge('none'), code: challenge() };

const rulesOf = (flow: Flow): readonly Rule[] => {
  const verdict = check(flow);
  return verdict.holds ? [] : [...new Set(verdict.violations.map(({ rule }) => rule))].sort();
};

/** A flow whose code does what the verbs' types forbid. */
const untyped = (steps: unknown): Flow => defineFlow(code, steps as Parameters<typeof defineFlow>[1]);
interface Untyped {
  readonly user: UserQuestions;
  pass(name: string): Iterable<never>;
}

describe('holds', () => {
  test('for a flow that keeps all rules, and says how many paths there are', () => {
    const flow = defineFlow(
      { captcha: challenge('none'), emailOtp: challenge(), passkey: challenge('both'), totp: challenge() },
      function* ({ user, pass, choose }) {
        yield* pass('captcha');
        if (user.is('custom:role', 'admin')) yield* pass('totp');
        yield* choose('emailOtp', 'passkey');
      },
    );
    const verdict = check(flow);
    // Known: the captcha wrong; no admin, 5 ways to choose; an admin, totp wrong or again those 5. Unknown: 4.
    expect(verdict).toMatchObject({ holds: true, paths: 16, attributes: ['custom:role'], asksPassword: false });
    expect(formatVerdict('signIn', verdict)).toMatch(
      /^signIn holds: 16 paths, each walked twice\.\n\nWhat Cognito does/,
    );
  });

  test.each([
    [
      'a password first',
      defineFlow(
        code,
        function* ({ password, pass }) {
          yield* password();
          yield* pass('code');
        },
        { factors: 2 },
      ),
    ],
    [
      'a password for some',
      defineFlow(code, function* ({ user, password, pass }) {
        if (user.has('custom:legacy')) yield* password();
        yield* pass('code');
      }),
    ],
    [
      'a captcha that may fail, if a code follows',
      defineFlow(withCaptcha, function* ({ attempt, pass }) {
        yield* attempt('captcha');
        yield* pass('code');
      }),
    ],
    [
      'a captcha that gives one more try',
      defineFlow(withCaptcha, function* ({ attempt, pass, refuse }) {
        if (!(yield* attempt('code'))) {
          if (!(yield* attempt('captcha'))) yield* refuse('a bot');
          yield* pass('code');
        }
      }),
    ],
    [
      'two codes that count as one',
      defineFlow({ code: challenge(), sms: challenge() }, function* ({ attempt, pass }) {
        if (!(yield* attempt('code'))) yield* pass('sms');
      }),
    ],
    [
      'what nobody can answer both ways',
      defineFlow(code, function* ({ user, pass }) {
        if (user.is('custom:a', '1') && user.is('custom:a', '2')) return;
        if (user.is('custom:b', '1') && !user.has('custom:b')) return;
        if (user.test('custom:c', (value) => value > '5') && !user.has('custom:c')) return;
        if (user.is('custom:d', '12') && user.test('custom:d', (value) => value.length === 1)) return;
        if (user.test('custom:e', (value) => value.length === 1) && user.is('custom:e', '12')) return;
        if (!user.has('custom:f') && (user.is('custom:f', 'x') || user.test('custom:f', () => true))) return;
        if (!user.is('custom:g', 'x') && user.is('custom:g', 'x')) return;
        if (user.is('custom:h', '') || !user.has('sub')) return;
        if (user.is('x_verified', 'True') !== user.is('x_verified', 'true')) return;
        const long = (value: string) => value.length > 9;
        const first = user.test('custom:i', long);
        if (user.test('custom:i', long) !== first) return;
        if (user.is('y_verified', 'true') && !user.test('y_verified', () => true) && !user.has('y_verified')) return;
        yield* pass('code');
      }),
    ],
    [
      'a status that the password settles',
      defineFlow(
        code,
        function* ({ user, password, pass }) {
          const forced = user.is('cognito:user_status', 'FORCE_CHANGE_PASSWORD');
          yield* password();
          if (forced || !user.is('cognito:user_status', 'CONFIRMED')) return;
          yield* pass('code');
        },
        { factors: 2 },
      ),
    ],
  ])('%s', (_what, flow) => {
    expect(rulesOf(flow)).toEqual([]);
  });
});

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

describe('unknown-user', () => {
  test.each([
    [
      'refused for what only some have',
      defineFlow(code, function* ({ user, pass, refuse }) {
        if (!user.has('phone_number')) yield* refuse('no phone');
        yield* pass('code');
      }),
    ],
    [
      'refused after a captcha',
      defineFlow(withCaptcha, function* ({ user, pass, refuse }) {
        yield* pass('captcha');
        if (!user.is('custom:member', 'yes')) yield* refuse('no member');
        yield* pass('code');
      }),
    ],
    [
      'let through with nothing asked',
      defineFlow(code, function* ({ user, pass }) {
        if (user.has('custom:member')) yield* pass('code');
      }),
    ],
  ])('%s', (_what, flow) => {
    expect(rulesOf(flow)).toContain('unknown-user');
  });

  test('is mended by saying what the typical user has, and shown as a path of nobody', () => {
    const steps = (unknownUser?: { has: string[] }) =>
      defineFlow(
        code,
        function* ({ user, pass, refuse }) {
          if (!user.has('phone_number') || !user.has('phone_number')) yield* refuse('no phone');
          yield* pass('code');
        },
        unknownUser && { unknownUser },
      );
    expect(rulesOf(steps({ has: ['phone_number'] }))).toEqual([]);
    expect(formatVerdict('f', check(steps()))).toContain(
      '  1. unknown user\n  2. has(phone_number)? no\n  → refused: no phone',
    );
  });

  test('cannot be told by what every user has', () => {
    const flow = defineFlow(two, function* ({ user, pass }) {
      yield* pass(user.has('sub') && user.is('cognito:user_status', 'CONFIRMED') ? 'code' : 'pin');
    });
    expect(check(flow)).toMatchObject({ holds: true });
  });
});

describe('password-not-first', () => {
  test.each([
    [
      'after a challenge',
      defineFlow(code, function* ({ pass, password }) {
        yield* pass('code');
        yield* password();
      }),
    ],
    [
      'after a captcha that failed',
      defineFlow(withCaptcha, function* ({ pass, attempt, password }) {
        if (!(yield* attempt('captcha'))) yield* password();
        yield* pass('code');
      }),
    ],
    [
      'twice',
      defineFlow(code, function* ({ pass, password }) {
        yield* password();
        yield* password();
        yield* pass('code');
      }),
    ],
    [
      'late, and caught',
      defineFlow(code, function* ({ pass, password }) {
        yield* pass('code');
        try {
          yield* password();
        } catch {}
      }),
    ],
  ])('%s', (_what, flow) => {
    expect(rulesOf(flow)).toEqual(['password-not-first']);
  });
});

describe('the flow’s own faults', () => {
  const faults: [Rule, string, Flow][] = [
    [
      'never-asked',
      'a challenge too many',
      defineFlow(two, function* ({ pass }) {
        yield* pass('code');
      }),
    ],
    [
      'never-asked',
      'one that stands behind a refusal',
      defineFlow(two, function* ({ pass, refuse }) {
        yield* pass('code');
        yield* refuse('closed');
        yield* pass('pin');
      }),
    ],
    [
      'never-asked',
      'one that no user can reach',
      defineFlow(two, function* ({ user, pass }) {
        yield* pass('code');
        if (user.is('email', 'a') && user.is('email', 'b')) yield* pass('pin');
      }),
    ],
    [
      'forgotten-verb',
      'a yield* too few',
      untyped(function* ({ user, pass }: Untyped) {
        yield* pass('code');
        if (user.has('email')) pass('code');
      }),
    ],
    [
      'foreign-yield',
      'a yield without a star',
      untyped(function* ({ pass }: Untyped) {
        yield pass('code');
      }),
    ],
    [
      'unknown-challenge',
      'a wrong name',
      untyped(function* ({ pass }: Untyped) {
        yield* pass('cod');
      }),
    ],
    [
      'unknown-challenge',
      'a wrong name, caught',
      untyped(function* ({ pass }: Untyped) {
        yield* pass('code');
        try {
          yield* pass('cod');
        } catch {}
      }),
    ],
    [
      'bad-choice',
      'a choice of one',
      untyped(function* ({ choose }: { choose: (name: string) => Iterable<never> }) {
        yield* choose('code');
      }),
    ],
    ['not-a-generator', 'an asynchronous flow', untyped(async function* () {})],
    ['not-a-generator', 'a function', untyped(() => undefined)],
    [
      'endless',
      'questions in a loop',
      defineFlow(code, function* ({ user, pass }) {
        while (user.has('email'));
        yield* pass('code');
      }),
    ],
    [
      'throws',
      'an error for some',
      defineFlow(code, function* ({ user, pass }) {
        yield* pass('code');
        if (user.has('nickname')) throw new Error('boom');
      }),
    ],
    [
      'throws',
      'what has no text',
      defineFlow(code, function* ({ pass }) {
        yield* pass('code');
        throw Object.create(null);
      }),
    ],
  ];

  test.each(faults)('%s: %s', (rule, _what, flow) => {
    expect(rulesOf(flow)).toEqual([rule]);
  });

  test('are told with their cause, once for each message', () => {
    const flow = defineFlow(code, function* ({ user, pass }) {
      yield* pass('code');
      if (user.has('nickname')) throw new Error(user.has('email') ? 'one' : 'two');
    });
    const verdict = check(flow);
    const messages = verdict.holds ? [] : verdict.violations.map(({ message }) => message);
    expect(messages).toEqual(['the flow threw an error: Error: one', 'the flow threw an error: Error: two']);
    expect(formatVerdict('f', verdict)).toContain('→ stopped: the flow threw an error');
  });
});

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
  expect(formatVerdict('one', check(defineFlow({}, function* () {})))).toContain('one does not hold (2 paths)');
});
