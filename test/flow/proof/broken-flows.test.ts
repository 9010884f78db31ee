import { describe, expect, test } from 'vitest';
import { defineFlow, FlowRunError, replay } from '../../../lib/flow/index.ts';
import { questionsAbout } from '../../../lib/flow/questions.ts';
import { run } from '../../../lib/flow/run.ts';
import { challenge } from '../challenges.ts';
import { alice, challenges, faultOf, round, untyped } from '../faulty.ts';

describe('a fault that the flow catches', () => {
  test('a wrong name stays one', () => {
    const flow = untyped(function* ({ pass }: { pass: (name: string) => Iterable<never> }) {
      try {
        yield* pass('pasword');
      } catch {}
      yield* pass('code');
    });
    expect(replay(flow, [], alice)).toMatchObject({
      kind: 'refuse',
      reason: 'unknown-challenge',
      error: { message: "unknown-challenge: pass('pasword')" },
    });
  });

  test.each([[['code']], [['code', 'code']], [[]]])('a choice between %j stays none', (names) => {
    const flow = untyped(function* ({
      choose,
      pass,
    }: {
      choose: (...of: string[]) => Iterable<never>;
      pass: (name: string) => Iterable<never>;
    }) {
      try {
        yield* choose(...names);
      } catch {}
      yield* pass('code');
    });
    expect(faultOf(flow)).toBe('bad-choice');
  });

  test('questions without end stay so', () => {
    const flow = defineFlow(challenges, function* ({ user, pass }) {
      try {
        for (;;) user.has('email');
      } catch {}
      yield* pass('code');
    });
    expect(faultOf(flow)).toBe('endless');
  });
});

describe('a flow that is no flow', () => {
  test.each([
    ['an asynchronous one', async function* () {}, 'not-a-generator'],
    ['a function', () => undefined, 'not-a-generator'],
    [
      'one that throws',
      () => {
        throw new Error('boom');
      },
      'throws',
    ],
    [
      'one that throws nothing',
      () => {
        throw undefined;
      },
      'throws',
    ],
    [
      'one that throws what can’t be looked at',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        throw proxy;
      },
      'throws',
    ],
    ['one whose steps are nothing', () => ({ next: () => undefined }), 'not-a-generator'],
  ])('%s is refused', (_what, steps, fault) => {
    expect(faultOf(untyped(steps))).toBe(fault);
  });

  test('the rejection of an asynchronous one ends no process', async () => {
    const rejected: unknown[] = [];
    const listen = (reason: unknown) => rejected.push(reason);
    process.on('unhandledRejection', listen);
    const boom = async () => {
      throw new Error('boom');
    };
    const generator = async function* () {
      yield await boom();
    };
    expect(faultOf(untyped(boom))).toBe('not-a-generator');
    expect(faultOf(untyped(generator))).toBe('not-a-generator');
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', listen);
    expect(rejected).toEqual([]);
  });

  test('asking without end is refused', () => {
    const flow = defineFlow({ captcha: challenge('none', 1) }, function* ({ attempt }) {
      for (;;) yield* attempt('captcha');
    });
    const session = Array.from({ length: 20 }, (_, index) => round('captcha', index, false));
    expect(faultOf(flow, session)).toBe('too-many-rounds');
    expect(faultOf(flow, [...session, round('captcha', 20, false)])).toBe('too-many-rounds');
  });

  test('tokens in the 21st round are refused', () => {
    const flow = defineFlow({ captcha: challenge('none', 1), code: challenge() }, function* ({ attempt, pass }) {
      for (let round = 0; round < 20; round++) yield* attempt('captcha');
      yield* pass('code');
    });
    const captchas = Array.from({ length: 20 }, (_, index) => round('captcha', index));
    expect(faultOf(flow, [...captchas, round('code', 20)])).toBe('too-many-rounds');
  });

  test('asking without end stops even where no round is counted', () => {
    const flow = defineFlow(challenges, function* ({ pass }) {
      for (;;) yield* pass('code');
    });
    const user = questionsAbout({});
    const outcome = run(flow, { user, settle: () => ({ kind: 'passed' }), settlePassword: () => ({ kind: 'passed' }) });
    expect(outcome).toMatchObject({ kind: 'broken', error: { fault: 'endless' } });
  });

  test('an iterator that is used up gives no tokens', () => {
    const steps = (function* () {})();
    expect(faultOf(untyped(() => steps))).toBe('factors-missing');
  });

  test('the error keeps its cause', () => {
    const cause = new Error('boom');
    const decision = replay(
      untyped(() => {
        throw cause;
      }),
      [],
      alice,
    );
    const error = decision.kind === 'refuse' ? decision.error : undefined;
    expect(error).toBeInstanceOf(FlowRunError);
    expect(error).toMatchObject({ name: 'FlowRunError', code: 'flow-run', cause });
  });
});
