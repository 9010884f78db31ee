import { describe, expect, it } from 'vitest';
import { reportModule } from '../../../lib/constructs/inspection/report-module.ts';
import { defineChallenge, defineFlow } from '../../../lib/flow/index.ts';
import { keepMadeHandlers } from '../../../lib/protocol/made-handlers.ts';
import { verifyAuthChallengeResponseHandler } from '../../../lib/triggers/index.ts';

const made = keepMadeHandlers();
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
  it('knows a handler that was made, with its trigger and flow', async () => {
    const report = await reportModule({ handler: verifyAuthChallengeResponseHandler(signIn) }, made);
    expect(report).toMatchObject({
      exports: ['handler'],
      handler: { trigger: 'VerifyAuthChallengeResponse', flow: { name: 'the flow', holds: true } },
      flows: [],
    });
  });

  it('names flows by their exports, each once', async () => {
    expect(await reportModule({ signIn, default: signIn, other: 1 }, made)).toMatchObject({
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
    [
      'a function that only looks like a handler',
      Object.assign(async () => ({}), { trigger: 'DefineAuthChallenge', flow: signIn }),
    ],
    ['a function around a handler', Object.assign(async () => ({}), verifyAuthChallengeResponseHandler(signIn))],
    ['an object', { trigger: 'DefineAuthChallenge', flow: signIn }],
  ])('takes %s for no handler of ours', async (_, handler) => {
    expect((await reportModule({ handler }, made)).handler).toBeUndefined();
  });

  it('takes the flow that a handler was made with, whatever is assigned to it later', async () => {
    const other = defineFlow({ other: code }, function* ({ pass }) {
      yield* pass('other');
    });
    const handler = Object.assign(verifyAuthChallengeResponseHandler(signIn), { flow: other });
    expect((await reportModule({ handler }, made)).handler?.flow.challenges).toMatchObject([{ name: 'code' }]);
  });

  it('finds what a flow sets going and does not await', async () => {
    let armed = false;
    const later = async () => {
      await null;
      armed = true;
    };
    const changing = defineFlow({ code }, function* ({ pass, attempt }) {
      void later();
      if (armed) yield* attempt('code');
      yield* pass('code');
    });
    const { flows } = await reportModule({ changing, signIn }, made);
    expect(flows).toMatchObject([
      { holds: false, verdict: expect.stringMatching(/event loop later.*\[impure\]/s) },
      { holds: true },
    ]);
  });

  it('tells handlers of one flow from those of two that are alike', async () => {
    const copy = defineFlow({ code }, function* ({ pass }) {
      yield* pass('code');
    });
    const first = verifyAuthChallengeResponseHandler(signIn);
    const flowsOf = async (second: typeof first) => (await reportModule({ first, second }, made)).flowsOfHandlers;
    expect(await flowsOf(verifyAuthChallengeResponseHandler(signIn))).toBe(1);
    expect(await flowsOf(verifyAuthChallengeResponseHandler(copy))).toBe(2);
  });
});
