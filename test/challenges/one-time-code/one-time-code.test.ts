import { describe, expect, test } from 'vitest';
import { codeRound, isRightCode, noCodeRound } from '../../../lib/challenges/one-time-code/one-time-code.ts';
import { emailSetup } from '../email-setup.ts';

const settings = { digits: 8, expiresIn: 60 };

const TO = 'alice@example.com';

/** What a round gives Verify. */
const kept = ({ privateParameters = {} }: ReturnType<typeof noCodeRound>) => privateParameters;

describe('a round with a code', () => {
  test('draws it, hands it over as a message, and keeps no more than a hash', () => {
    const { createContext, verifyContext } = emailSetup();
    const { message, ...round } = codeRound(createContext(), settings, TO);
    expect(message).toEqual({ to: TO, code: expect.stringMatching(/^\d{8}$/) });
    const code = message?.code ?? '';
    expect(JSON.stringify(round)).not.toContain(code);
    expect(isRightCode(verifyContext({ answer: code, privateParameters: kept(round) }))).toBe(true);
    expect(isRightCode(verifyContext({ answer: `${code}0`, privateParameters: kept(round) }))).toBe(false);
    expect(isRightCode(verifyContext({ answer: code, privateParameters: {} }))).toBe(false);
  });

  test('keeps it for the next while it lives, then renews it and says so', () => {
    const { clock, createContext, verifyContext } = emailSetup();
    const { message, ...first } = codeRound(createContext(), settings, TO);
    clock.now += 59_999;
    expect(codeRound(createContext({ state: first.state }), settings, TO)).toEqual(first);
    clock.now += 1;
    const old = verifyContext({ answer: message?.code as string, privateParameters: kept(first) });
    expect(isRightCode(old)).toBe(false);
    const again = codeRound(createContext({ state: first.state }), settings, TO);
    expect(again).toMatchObject({ retry: 'expired', message: { to: TO } });
    const answer = again.message?.code as string;
    expect(isRightCode(verifyContext({ answer, privateParameters: kept(again) }))).toBe(true);
  });
});

describe('a round without a code', () => {
  test('looks like any other, stays the same, and nothing is right', async () => {
    const { clock, createContext, decoyContext, verifyContext } = emailSetup();
    const { message, ...real } = codeRound(createContext(), settings, TO);
    expect(message).toBeDefined();
    const decoy = noCodeRound(decoyContext(), settings, 'smsOtp.code');
    expect(Object.keys(decoy)).toEqual(Object.keys(real));
    expect(decoy.state).toHaveLength(real.state?.length as number);
    expect(noCodeRound(decoyContext({ state: decoy.state }), settings, 'smsOtp.code')).toEqual(decoy);
    expect(isRightCode(verifyContext({ answer: '00000000', privateParameters: kept(decoy) }))).toBe(false);
    clock.now += 60_000;
    const again = noCodeRound(decoyContext({ state: decoy.state }), settings, 'smsOtp.code');
    expect(again).toMatchObject({ retry: 'expired' });
  });

  test('is another under another label: two challenges of a flow share no decoy', async () => {
    const { decoyContext } = emailSetup();
    const [sms, email] = [
      noCodeRound(decoyContext(), settings, 'smsOtp.code'),
      noCodeRound(decoyContext(), settings, 'email'),
    ];
    expect(sms.state).not.toBe(email.state);
  });
});
