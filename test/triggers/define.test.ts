import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineFlow } from '../../lib/flow/index.ts';
import { captcha, emailFlow, passwordFlow } from './flows.ts';
import { asked, defineEvent, entry, lastLine, odd, oddRequest, refused, tokens, triggersOf } from './setup.ts';

const metadata = '[1,"emailOtp",0,[]]';

describe('DefineAuthChallenge', () => {
  test('opens with a challenge, and returns the whole event', async () => {
    const { define } = triggersOf(emailFlow);
    const event = defineEvent();
    const answer = await define(structuredClone(event));
    expect(answer).toEqual({ ...event, response: asked });
  });

  test.each([
    ['a right answer', [entry(true, metadata)], tokens],
    ['a wrong answer', [entry(false, metadata)], asked],
    ['a third wrong answer', [1, 2, 3].map(() => entry(false, metadata)), refused],
    ['SRP_A, which proves nothing', [entry(true, null, 'SRP_A')], asked],
    ['a foreign entry', [entry(true, null)], refused],
  ])('decides after %s', async (_case, session, response) => {
    expect((await triggersOf(emailFlow).define(defineEvent({ session }))).response).toEqual(response);
  });

  test('lets Cognito check the password', async () => {
    const { define } = triggersOf(passwordFlow);
    const { response } = await define(defineEvent({ session: [entry(true, null, 'SRP_A')] }));
    expect(response).toEqual({ challengeName: 'PASSWORD_VERIFIER', issueTokens: false, failAuthentication: false });
  });

  test('never gives tokens to an unknown user', async () => {
    const triggers = triggersOf(emailFlow);
    const event = defineEvent({ userNotFound: true, session: [entry(true, metadata)] });
    expect((await triggers.define(event)).response).toEqual(refused);
    expect(lastLine(triggers)).toMatchObject({ decision: 'refuse', reason: 'no-such-user' });
  });

  test('refuses where the flow itself is at fault, and logs its error', async () => {
    const flow = defineFlow({ captcha: captcha() }, function* ({ pass }) {
      yield* pass('captcha');
      throw new Error('a bug');
    });
    const triggers = triggersOf(flow);
    const { response } = await triggers.define(defineEvent({ session: [entry(true, '[1,"captcha",0,[]]')] }));
    expect(response).toEqual(refused);
    expect(triggers.lines).toHaveLength(1);
    expect(triggers.lines[0]).toMatchObject({
      level: 'error',
      fields: {
        decision: 'refuse',
        reason: 'throws',
        error: {
          code: 'flow-run',
          message: 'the flow threw an error',
          cause: { name: 'Error', stack: expect.stringContaining('define.test.ts') },
        },
      },
    });
  });

  test.each<[string, unknown]>([
    ['no session', undefined],
    ['a session that is null', null],
  ])('takes %s for a beginning', async (_case, session) => {
    const { define } = triggersOf(emailFlow);
    expect((await define(oddRequest(defineEvent(), { session }))).response).toEqual(asked);
  });

  test.each<[string, Record<string, unknown>]>([
    ['no request', { request: null }],
    ['a request that is a text', { request: 'request' }],
    ['no response', { response: null }],
    ['no callerContext', { callerContext: null }],
    ['a user name that is a number', { userName: 1 }],
  ])('answers an event with %s', async (_case, changes) => {
    const { define } = triggersOf(emailFlow);
    expect((await define(odd(defineEvent(), changes))).response).toEqual(asked);
  });

  test.each([undefined, null, 'event', 1])('answers the event %j', async (event) => {
    const { define } = triggersOf(emailFlow);
    expect((await define(event as never)).response).toEqual(asked);
  });

  test('refuses an event that is no data', async () => {
    const triggers = triggersOf(emailFlow);
    expect((await triggers.define(odd(defineEvent(), { callback: () => {} }))).response).toEqual(refused);
    expect(lastLine(triggers)).toMatchObject({ decision: 'fail', error: { name: 'DataCloneError' } });
  });

  test('always answers three explicit values, whatever the session, and never throws', async () => {
    const { define } = triggersOf(emailFlow);
    const anyEntry = fc.oneof(fc.anything(), fc.record({ challengeName: fc.string(), challengeResult: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.array(anyEntry)), async (session) => {
        const { response } = await define(oddRequest(defineEvent(), { session }));
        expect([asked, refused]).toContainEqual(response);
      }),
    );
  });
});
