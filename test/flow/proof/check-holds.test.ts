import { describe, expect, test } from 'vitest';
import { check, defineFlow, formatVerdict } from '../../../lib/flow/index.ts';
import { challenge } from '../challenges.ts';
import { rulesOf } from './rules-of.ts';

const code = { code: challenge() };
const withCaptcha = { captcha: challenge('none'), code: challenge() };

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
    expect(verdict).toMatchObject({
      holds: true,
      paths: 16,
      attributes: ['custom:role'],
      comparedAttributes: ['custom:role'],
      asksPassword: false,
    });
    expect(formatVerdict('signIn', verdict)).toMatch(
      /^signIn holds: 16 paths, each walked twice\.\n\nWhat happens beside/,
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
