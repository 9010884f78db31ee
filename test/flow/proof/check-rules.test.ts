import { describe, expect, test } from 'vitest';
import { check, defineFlow, type Flow, formatVerdict, type Rule, type UserQuestions } from '../../../lib/flow/index.ts';
import { challenge } from '../challenges.ts';
import { rulesOf } from './rules-of.ts';

const code = { code: challenge() };
const two = { code: challenge('possession'), pin: challenge('knowledge') };
const withCaptcha = { captcha: challenge('none'), code: challenge() };

/** A flow whose code does what the verbs' types forbid. */
const untyped = (steps: unknown): Flow => defineFlow(code, steps as Parameters<typeof defineFlow>[1]);
interface Untyped {
  readonly user: UserQuestions;
  pass(name: string): Iterable<never>;
}

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

  const refusing = (unknownUser?: { has: string[] }) =>
    defineFlow(
      code,
      function* ({ user, pass, refuse }) {
        if (!user.has('phone_number') || !user.has('phone_number')) yield* refuse('no phone');
        yield* pass('code');
      },
      unknownUser && { unknownUser },
    );

  test('names what is asked of the user, and is shown as a path of nobody', () => {
    const text = formatVerdict('f', check(refusing()));
    expect(text).toContain('a user that does not exist is let go by phone_number before any factor is asked');
    expect(text).toContain('  1. unknown user\n  2. has(phone_number)? no\n  → refused: no phone');
  });

  test('names who is refused and exists, where the unknown user is not', () => {
    const text = formatVerdict('f', check(refusing({ has: ['phone_number'] })));
    expect(text).toContain(
      '✗ a user that exists is refused by phone_number before any factor is asked, so anyone can tell who exists: ask a ' +
        'factor first, then refuse [unknown-user]\n  1. known user\n  2. has(phone_number)? no\n  → refused: no phone',
    );
    expect(text).not.toContain('a user that does not exist is let go');
  });

  test.each<[string, Flow, readonly string[]]>([
    [
      'one attribute of several',
      defineFlow(code, function* ({ user, pass, refuse }) {
        const admin = user.is('custom:role', 'admin');
        if (!user.has('email')) yield* refuse(admin ? 'an admin without an address' : 'no address');
        yield* pass('code');
      }),
      ['email'],
    ],
    [
      'after a captcha that failed',
      defineFlow(withCaptcha, function* ({ user, attempt, pass, refuse }) {
        if (!(yield* attempt('captcha')) && user.has('custom:blocked')) yield* refuse('blocked');
        yield* pass('code');
      }),
      ['custom:blocked'],
    ],
    [
      'what a predicate tells',
      defineFlow(code, function* ({ user, pass, refuse }) {
        if (user.test('email', (email) => email.endsWith('.test'))) yield* refuse('a test');
        yield* pass('code');
      }),
      ['email'],
    ],
    [
      'two that tell together only',
      defineFlow(code, function* ({ user, pass, refuse }) {
        if (user.has('nickname') && user.has('profile')) yield* refuse('both');
        yield* pass('code');
      }),
      ['nickname and profile'],
    ],
  ])('names %s', (_what, flow, attributes) => {
    const verdict = check(flow);
    const messages = verdict.holds ? [] : verdict.violations.map(({ message }) => message);
    expect(messages).toEqual(
      attributes.map((by) => expect.stringContaining(`a user that exists is refused by ${by} before`)),
    );
  });

  test('is mended by asking a factor first', () => {
    const flow = defineFlow(code, function* ({ user, pass, refuse }) {
      yield* pass('code');
      if (!user.has('phone_number')) yield* refuse('no phone');
    });
    const verdict = check(flow);
    expect(verdict.holds).toBe(true);
    expect(verdict.notes.join('\n')).not.toContain('Who exists');
  });

  test.each<[string, Flow, string]>([
    [
      'what is asked first',
      defineFlow(two, function* ({ user, pass }) {
        yield* pass(user.has('phone_number') ? 'code' : 'pin');
      }),
      'phone_number',
    ],
    [
      'what is asked after a wrong answer',
      defineFlow(two, function* ({ user, attempt, pass, refuse }) {
        if (yield* attempt('code')) return;
        if (!user.is('custom:role', 'admin')) yield* refuse('wrong');
        yield* pass('pin');
      }),
      'custom:role',
    ],
    [
      'the password',
      defineFlow(code, function* ({ user, password, pass }) {
        if (user.has('custom:legacy')) yield* password();
        yield* pass('code');
      }),
      'custom:legacy',
    ],
  ])('is a note where no user is refused before a factor: %s', (_what, flow, attribute) => {
    const verdict = check(flow);
    expect(verdict.holds).toBe(true);
    expect(verdict.notes.filter((note) => note.startsWith('Who exists'))).toEqual([
      expect.stringContaining(`what is asked before a factor is passed differs by ${attribute}, so anyone can tell`),
    ]);
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
