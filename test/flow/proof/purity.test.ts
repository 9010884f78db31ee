import { randomInt } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { check, defineFlow, type Flow, installPurityGuard } from '../../../lib/flow/index.ts';
import { challenge } from '../challenges.ts';

const code = { code: challenge() };
const messagesOf = (flow: Flow): readonly string[] => {
  const verdict = check(flow);
  return verdict.holds ? [] : verdict.violations.filter(({ rule }) => rule === 'impure').map(({ message }) => message);
};
const using = (use: () => unknown): Flow =>
  defineFlow(code, function* ({ pass }) {
    use();
    yield* pass('code');
  });

const originals = { Date, now: Date.now, random: Math.random, env: process.env, setTimeout, fetch };
afterEach(() => {
  vi.unstubAllGlobals();
  expect({ Date, now: Date.now, random: Math.random, env: process.env, setTimeout, fetch }).toEqual(originals);
  expect(Date).toBe(originals.Date);
});

test.each([
  ['Date.now()', () => Date.now()],
  ['new Date()', () => new Date()],
  ['Date()', () => Date()],
  ['new Date()', () => new (new Date(0).constructor as DateConstructor)()],
  ['new Date()', () => Reflect.construct(Date, [])],
  ['new Date()', () => new (class extends Date {})()],
  ['Math.random()', () => Math.random()],
  ['crypto.randomUUID()', () => crypto.randomUUID()],
  ['crypto.getRandomValues()', () => crypto.getRandomValues(new Uint8Array(1))],
  ['crypto.subtle.digest()', () => crypto.subtle.digest('SHA-256', new Uint8Array(1))],
  ['crypto.randomInt()', () => randomInt(5)],
  ['performance.now()', () => performance.now()],
  ['setTimeout()', () => setTimeout(() => {}, 1)],
  ['setImmediate()', () => setImmediate(() => {})],
  ['queueMicrotask()', () => queueMicrotask(() => {})],
  ['fetch()', () => fetch('http://127.0.0.1/')],
  ['process.env', () => process.env.HOME],
  ['process.env', () => 'HOME' in process.env],
  ['process.env', () => Object.keys(process.env)],
  ['process.hrtime()', () => process.hrtime()],
  ['process.hrtime.bigint()', () => process.hrtime.bigint()],
  ['process.nextTick()', () => process.nextTick(() => {})],
  ['new Intl.DateTimeFormat()', () => new Intl.DateTimeFormat().format()],
])('names %s', (name, use) => {
  const message = `a flow must be pure: it used ${name}`;
  expect(messagesOf(using(use))).toEqual([message]);
});

test('names it where the flow caught the error', () => {
  const flow = using(() => {
    try {
      Math.random();
    } catch {}
  });
  expect(messagesOf(flow)).toEqual(['a flow must be pure: it used Math.random()']);
});

test('names it in a predicate', () => {
  const flow = defineFlow(code, function* ({ user, pass }) {
    user.test('custom:expires', (value) => Number(value) > Date.now());
    yield* pass('code');
  });
  expect(messagesOf(flow)).toEqual(['a flow must be pure: it used Date.now()']);
});

test('names it on a path that only some take, and shows the path', () => {
  const flow = defineFlow(code, function* ({ user, pass }) {
    yield* pass('code');
    if (user.has('nickname')) Math.random();
  });
  const verdict = check(flow);
  expect(verdict).toMatchObject({
    violations: [{ rule: 'impure', path: { steps: [{ name: 'code' }, { attribute: 'nickname', answer: true }] } }],
  });
});

test('leaves a date that is given', () => {
  expect(check(using(() => new Date(5).toISOString()))).toMatchObject({ holds: true });
});

describe('what a flow keeps between runs', () => {
  const elsewhere = [expect.stringContaining('led elsewhere')];

  test('a counter', () => {
    let runs = 0;
    const flow = defineFlow(code, function* ({ pass }) {
      runs++;
      if (runs < 6) yield* pass('code');
    });
    expect(messagesOf(flow)).toEqual(elsewhere);
  });

  test('a switch that the last path turns', () => {
    let open = false;
    const flow = defineFlow(code, function* ({ user, pass }) {
      if (open && !user.has('nickname')) return;
      yield* pass('code');
      if (!user.has('custom:last')) open = true;
    });
    expect(messagesOf(flow)).toEqual(elsewhere);
  });

  test('a question that comes up later', () => {
    let runs = 0;
    const flow = defineFlow(code, function* ({ user, pass }) {
      runs++;
      if (runs > 1) user.has('nickname');
      yield* pass('code');
    });
    expect(messagesOf(flow)).toEqual(elsewhere);
  });

  test('questions that are new in each run', () => {
    let runs = 0;
    const flow = defineFlow(code, function* ({ user, pass }) {
      runs++;
      for (let each = 0; each < runs; each++) user.has(`custom:${runs}-${each}`);
      yield* pass('code');
    });
    const verdict = check(flow, { runs: 500 });
    expect(verdict).toMatchObject({ holds: false, violations: [{ rule: 'impure' }] });
  });

  test('fewer ways to go on', () => {
    let runs = 0;
    const flow = defineFlow({ ...code, pin: challenge('knowledge') }, function* ({ pass, choose }) {
      yield* runs++ === 0 ? choose('code', 'pin') : pass('code');
    });
    expect(messagesOf(flow)).toEqual(elsewhere);
  });

  test('the first user', () => {
    let first: { has(name: string): boolean } | undefined;
    const flow = defineFlow(code, function* ({ user, pass }) {
      first ??= user;
      if (first.has('email')) yield* pass('code');
      else yield* pass('code');
    });
    expect(messagesOf(flow)).not.toEqual([]);
  });

  test('a generator that is used up', () => {
    const steps = (function* () {})();
    expect(messagesOf(defineFlow(code, () => steps))).toEqual([]);
  });

  test('the value that a predicate was given', () => {
    const flow = defineFlow(code, function* ({ user, pass }) {
      let role = '';
      user.test('custom:role', (value) => {
        role = value;
        return true;
      });
      if (role !== 'admin') yield* pass('code');
    });
    expect(messagesOf(flow)).toEqual(elsewhere);
  });
});

describe('the guard', () => {
  test('catches what was kept where it was installed before', () => {
    const undo = installPurityGuard();
    const { now } = Date;
    const { env } = process;
    const Clock = Date;
    try {
      expect(messagesOf(using(() => now()))).toEqual(['a flow must be pure: it used Date.now()']);
      expect(messagesOf(using(() => env.HOME))).toEqual(['a flow must be pure: it used process.env']);
      expect(messagesOf(using(() => new Clock()))).toEqual(['a flow must be pure: it used new Date()']);
    } finally {
      undo();
    }
  });

  test('lets everything through while no flow runs', async () => {
    const undo = installPurityGuard();
    try {
      expect(Math.abs(Date.now() - originals.now())).toBeLessThan(60_000);
      expect(new Date(5)).toBeInstanceOf(Date);
      expect(new Date().constructor).toBe(Date);
      expect(new Date(2020, 1).getFullYear()).toBe(2020);
      expect((await crypto.subtle.digest('SHA-256', new Uint8Array(1))).byteLength).toBe(32);
      expect(randomInt(1)).toBe(0);
      process.env.COUNTERSIGN_TEST = 'set';
      expect(process.env.COUNTERSIGN_TEST).toBe('set');
      expect('COUNTERSIGN_TEST' in process.env).toBe(true);
      expect(Object.keys(process.env)).toContain('COUNTERSIGN_TEST');
      delete process.env.COUNTERSIGN_TEST;
      expect(process.listenerCount('countersign')).toBe(0);
      expect(/(a)/.test('a') && RegExp.$1).toBe('a');
      await new Promise((resolve) => setTimeout(resolve, 1));
    } finally {
      undo();
    }
  });

  test("lets a flow use an emitter of its own, and a pattern's own match", () => {
    const use = () => {
      const emitter = new EventEmitter();
      emitter.once('x', () => {});
      if (emitter.listenerCount('x') !== 1 || !emitter.emit('x')) throw new Error('no emitter');
      const escaped = Reflect.get(RegExp, 'escape') as ((text: string) => string) | undefined;
      if (/(a)/.exec('a')?.[1] !== 'a' || (escaped && escaped('.') !== '\\.')) throw new Error('no pattern');
    };
    expect(check(using(use))).toMatchObject({ holds: true });
  });

  test('leaves what is assigned while it is there', () => {
    const { argv } = process;
    const undo = installPurityGuard();
    process.argv = ['changed'];
    const event = new Event('x');
    event.cancelBubble = true;
    expect(process.argv).toEqual(['changed']);
    expect(event.cancelBubble).toBe(true);
    undo();
    expect(process.argv).toEqual(['changed']);
    process.argv = argv;
  });

  test('is there until the last who installed it undoes it', () => {
    const undoFirst = installPurityGuard();
    const undoSecond = installPurityGuard();
    undoFirst();
    undoFirst();
    expect(Date).not.toBe(originals.Date);
    undoSecond();
    expect(Date).toBe(originals.Date);
  });

  test('works where a platform lacks what others have', () => {
    for (const name of ['process', 'crypto', 'performance', 'fetch']) vi.stubGlobal(name, undefined);
    const now = () => 0;
    expect(
      check(
        using(() => Math.random()),
        { now },
      ),
    ).toMatchObject({ holds: false, violations: [{ rule: 'impure' }] });
    vi.stubGlobal('process', {});
    vi.stubGlobal('Temporal', { Now: { instant: () => 0 } });
    const useTemporal = () =>
      (globalThis as unknown as { Temporal: { Now: { instant(): void } } }).Temporal.Now.instant();
    expect(check(using(useTemporal), { now })).toMatchObject({
      violations: [{ message: expect.stringContaining('Temporal.Now.instant()') }],
    });
  });
});
