import { describe, expect, test } from 'vitest';
import { codeRound, isRightCode, noCodeRound } from '../../../lib/challenges/one-time-code/one-time-code.ts';
import { emailSetup } from '../email-setup.ts';

const settings = { digits: 8, expiresIn: 60 };

/** What a round gives Verify. */
const kept = ({ privateParameters = {} }: Awaited<ReturnType<typeof noCodeRound>>) => privateParameters;

/** Codes that went out, by whatever way. */
function sender() {
  const sent: string[] = [];
  return {
    sent,
    send: async (code: string) => {
      sent.push(code);
    },
  };
}

describe('a round with a code', () => {
  test('draws it, hands it over once, and keeps no more than a hash', async () => {
    const { createContext, verifyContext } = emailSetup();
    const { sent, send } = sender();
    const round = await codeRound(createContext(), settings, send);
    expect(sent).toEqual([expect.stringMatching(/^\d{8}$/)]);
    const [code = ''] = sent;
    expect(JSON.stringify(round)).not.toContain(code);
    expect(isRightCode(verifyContext({ answer: code, privateParameters: kept(round) }))).toBe(true);
    expect(isRightCode(verifyContext({ answer: `${code}0`, privateParameters: kept(round) }))).toBe(false);
    expect(isRightCode(verifyContext({ answer: code, privateParameters: {} }))).toBe(false);
  });

  test('shares it with the next while it lives, then renews it and says so', async () => {
    const { clock, createContext, verifyContext } = emailSetup();
    const { sent, send } = sender();
    const first = await codeRound(createContext(), settings, send);
    clock.now += 59_999;
    expect(await codeRound(createContext({ state: first.state }), settings, send)).toEqual(first);
    expect(sent).toHaveLength(1);
    clock.now += 1;
    expect(isRightCode(verifyContext({ answer: sent[0] as string, privateParameters: kept(first) }))).toBe(false);
    const again = await codeRound(createContext({ state: first.state }), settings, send);
    expect(sent).toHaveLength(2);
    expect(again).toMatchObject({ retry: 'expired' });
    expect(isRightCode(verifyContext({ answer: sent[1] as string, privateParameters: kept(again) }))).toBe(true);
  });

  test.each<[string, (code: string) => Promise<void>]>([
    ['rejects', () => Promise.reject(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
  ])(
    'that could not be handed over is a round like any other, with the error for the log: send %s',
    async (_case, fail) => {
      const { createContext, verifyContext } = emailSetup();
      let code = '';
      const round = await codeRound(createContext(), settings, (drawn) => {
        code = drawn;
        return fail(drawn);
      });
      const { error, ...shown } = round;
      expect(error).toEqual(new Error('down'));
      const sent = await codeRound(createContext(), settings, sender().send);
      expect(Object.keys(shown)).toEqual(Object.keys(sent));
      // It may have been sent all the same.
      expect(isRightCode(verifyContext({ answer: code, privateParameters: kept(round) }))).toBe(true);
      // And it is not sent again while it lives.
      expect(await codeRound(createContext({ state: round.state }), settings, fail)).toEqual(shown);
    },
  );
});

describe('a round without a code', () => {
  test('looks like any other, stays the same, and nothing is right', async () => {
    const { clock, createContext, decoyContext, verifyContext } = emailSetup();
    const { send } = sender();
    const real = await codeRound(createContext(), settings, send);
    const decoy = await noCodeRound(decoyContext(), settings, 'smsOtp.code');
    expect(Object.keys(decoy)).toEqual(Object.keys(real));
    expect(decoy.state).toHaveLength(real.state?.length as number);
    expect(await noCodeRound(decoyContext({ state: decoy.state }), settings, 'smsOtp.code')).toEqual(decoy);
    expect(isRightCode(verifyContext({ answer: '00000000', privateParameters: kept(decoy) }))).toBe(false);
    clock.now += 60_000;
    const again = await noCodeRound(decoyContext({ state: decoy.state }), settings, 'smsOtp.code');
    expect(again).toMatchObject({ retry: 'expired' });
  });

  test('is another under another label: two challenges of a flow share no decoy', async () => {
    const { decoyContext } = emailSetup();
    const [sms, email] = [
      await noCodeRound(decoyContext(), settings, 'smsOtp.code'),
      await noCodeRound(decoyContext(), settings, 'email'),
    ];
    expect(sms.state).not.toBe(email.state);
  });
});
