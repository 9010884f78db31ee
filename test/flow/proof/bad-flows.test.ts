import { describe, expect, test } from 'vitest';
import { defineFlow, replay } from '../../../lib/flow/index.ts';
import { challenge } from '../challenges.ts';
import { alice, challenges, faultOf, round, untyped } from '../faulty.ts';

describe('a refusal is final', () => {
  test.each([
    [
      'catch',
      defineFlow(challenges, function* ({ pass, refuse }) {
        yield* pass('code');
        try {
          yield* refuse('no');
        } catch {}
      }),
    ],
    [
      'finally',
      defineFlow(challenges, function* ({ pass, refuse }) {
        yield* pass('code');
        try {
          yield* refuse('no');
        } finally {
          yield* pass('code');
        }
      }),
    ],
    [
      'a loop',
      defineFlow(challenges, function* ({ pass, refuse }) {
        yield* pass('code');
        for (const reason of ['no', 'never']) yield* refuse(reason);
      }),
    ],
  ])('%s makes no tokens of it', (_how, flow) => {
    expect(replay(flow, [round('code', 0)], alice)).toEqual({ kind: 'refuse', reason: 'no' });
  });

  test('nor of a challenge that had to pass', () => {
    const flow = defineFlow(challenges, function* ({ pass }) {
      yield* pass('code');
      try {
        yield* pass('pin');
      } finally {
        yield* pass('captcha');
      }
    });
    expect(faultOf(flow, [round('code', 0), round('pin', 1, false)])).toBe('challenge-failed');
  });
});

describe('a verb that is not asked', () => {
  test('is named, where the flow returns', () => {
    const flow = untyped(function* ({ pass }: { pass: (name: string) => Iterable<never> }) {
      yield* pass('code');
      pass('pin');
    });
    const decision = replay(flow, [round('code', 0)], alice);
    expect(decision).toMatchObject({
      kind: 'refuse',
      reason: 'forgotten-verb',
      error: { message: "forgotten-verb: pass('pin')" },
    });
  });

  test('is named, where the flow asks something else first', () => {
    expect(
      faultOf(
        untyped(function* ({ pass }: { pass: (name: string) => Iterable<never> }) {
          pass('pin');
          yield* pass('code');
        }),
      ),
    ).toBe('forgotten-verb');
  });

  test('is not asked by turning its iterator by hand', () => {
    const flow = untyped(function* ({ attempt }: { attempt: (name: string) => Iterable<never> }) {
      const asking = attempt('code')[Symbol.iterator]();
      asking.next();
      const { value } = asking.next(...([true] as unknown as []));
      if (!value) yield asking.next().value;
    });
    expect(faultOf(flow)).toBe('forgotten-verb');
  });

  test('but may be asked through its iterator, and twice', () => {
    const flow = untyped(function* ({ pass }: { pass: (name: string) => Iterable<never> }) {
      const verb = pass('code');
      yield verb[Symbol.iterator]().next().value;
      yield* verb;
    });
    expect(replay(flow, [round('code', 0)], alice)).toMatchObject({ kind: 'ask', name: 'code', index: 1 });
    expect(replay(flow, [round('code', 0), round('code', 1)], alice)).toEqual({ kind: 'tokens' });
  });
});

describe('what no verb of this run made', () => {
  test.each([
    ['a forged ask', { kind: 'challenge', name: 'captcha', mustPass: true }],
    ['a forged password', { kind: 'password' }],
    ['nothing', undefined],
    ['a promise', Promise.resolve()],
    ['a name', 'code'],
  ])('%s stops the run', (_what, forged) => {
    expect(
      faultOf(
        untyped(function* () {
          yield forged;
        }),
      ),
    ).toBe('foreign-yield');
  });

  test('a copy of an ask stops the run', () => {
    const flow = untyped(function* ({ pass }: { pass: (name: string) => Iterable<object> }) {
      const ask = pass('code')[Symbol.iterator]().next().value;
      yield { ...ask, mustPass: false };
    });
    expect(faultOf(flow)).toBe('foreign-yield');
  });

  test('verbs and questions of an earlier run stop it', () => {
    type Context = { pass: (name: string) => Iterable<never>; user: { has(name: string): boolean } };
    let kept: Context | undefined;
    const withVerb = untyped(function* (context: Context) {
      kept ??= context;
      yield* kept.pass('code');
    });
    expect(faultOf(withVerb)).toBe('ask');
    expect(replay(withVerb, [], alice)).toMatchObject({
      kind: 'refuse',
      reason: 'impure',
      error: { message: "impure: pass('code') of an earlier run" },
    });

    kept = undefined;
    const withUser = untyped(function* (context: Context) {
      kept ??= context;
      if (kept.user.has('email')) yield* context.pass('code');
    });
    expect(faultOf(withUser)).toBe('ask');
    expect(faultOf(withUser)).toBe('impure');
  });
});

test('a flow that makes more of a factor while it runs gets no tokens for it', () => {
  const captcha = challenge('none');
  const flow = defineFlow({ captcha: { ...captcha } }, function* ({ pass }) {
    Reflect.set(flow.challenges.captcha, 'factor', 'both');
    Reflect.set(captcha, 'factor', 'both');
    Reflect.set(flow, 'factors', 0);
    yield* pass('captcha');
  });
  expect(faultOf(flow, [round('captcha', 0)])).toBe('factors-missing');
});

test('a code is one kind of factor however often it is passed; two are asked for two', () => {
  const twice = defineFlow(
    challenges,
    function* ({ pass }) {
      yield* pass('code');
      yield* pass('code');
    },
    { factors: 2 },
  );
  expect(faultOf(twice, [round('code', 0), round('code', 1)])).toBe('factors-missing');
  const both = defineFlow(
    challenges,
    function* ({ pass }) {
      yield* pass('code');
      yield* pass('pin');
    },
    { factors: 2 },
  );
  expect(faultOf(both, [round('code', 0), round('pin', 1)])).toBe('tokens');
});
