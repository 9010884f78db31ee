import { describe, expect, it } from 'vitest';
import { reportModule } from '../../../lib/constructs/inspection/report-module.ts';
import { defineChallenge, defineFlow } from '../../../lib/flow/index.ts';
import { verifyAuthChallengeResponseHandler } from '../../../lib/triggers/index.ts';

const code = defineChallenge({
  factor: 'possession',
  create: () => ({ parameters: {} }),
  verify: () => false,
  decoy: () => ({ parameters: {} }),
});
const signIn = defineFlow({ code }, function* ({ pass }) {
  yield* pass('code');
});

describe('reportModule', () => {
  it('knows a handler by its trigger and flow', () => {
    const report = reportModule({ handler: verifyAuthChallengeResponseHandler(signIn) });
    expect(report).toMatchObject({
      exports: ['handler'],
      handler: { trigger: 'VerifyAuthChallengeResponse', flow: { name: 'the flow', holds: true } },
      flows: [],
    });
  });

  it('names flows by their exports, each once', () => {
    expect(reportModule({ signIn, default: signIn, other: 1 })).toMatchObject({
      exports: ['signIn', 'default', 'other'],
      flows: [{ name: 'signIn', challenges: [{ name: 'code', factor: 'possession', attempts: 3, needs: {} }] }],
    });
  });

  it.each([
    ['a text', 'handler'],
    ['nothing', null],
    ['a function', async () => ({})],
    ['a function with a trigger only', Object.assign(async () => ({}), { trigger: 'DefineAuthChallenge' })],
    ['a function of an unknown trigger', Object.assign(async () => ({}), { trigger: 'PreSignUp', flow: signIn })],
    ['an object', { trigger: 'DefineAuthChallenge', flow: signIn }],
  ])('takes %s for no handler of ours', (_, handler) => {
    expect(reportModule({ handler }).handler).toBeUndefined();
  });
});
