import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import { LedgerUnavailableError } from '../../lib/ledger/errors.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import { MemoryLedger } from '../../lib/ledger/memory-ledger.ts';
import { captcha, challengeThat, emailFlow, flowThat } from './flows.ts';
import { createEvent, entry, lastLine, triggersOf, verifyEvent } from './setup.ts';

const own = { 'countersign:position': '[1,"own",0,"",[]]', 'countersign:round': 'a round' };
const now = () => Date.UTC(2026, 10, 26);
/** The right answer is `a`; it counts three wrong ones before it makes anybody wait. */
const counting = (parts: Parameters<typeof challengeThat>[0] = {}) =>
  defineFlow(
    {
      own: defineChallenge({
        factor: 'knowledge',
        limits: { guesses: { free: 3, wait: 60 } },
        create: () => ({ parameters: {} }),
        decoy: () => ({ parameters: {} }),
        verify: ({ answer }) => answer === 'a',
        ...parts,
      }),
    },
    function* ({ pass }) {
      yield* pass('own');
    },
  );

const answering = (challengeAnswer: string, changes: Partial<Parameters<typeof verifyEvent>[0]> = {}) =>
  verifyEvent({ privateChallengeParameters: own, challengeAnswer, ...changes });

const device = expect.stringMatching(/^[\w-]{22}$/);
const failed = (metadata = '[1,"own",0,[]]') => createEvent({ session: [entry(false, metadata)] });

describe('an answer after too many wrong ones', () => {
  test('isn’t looked at, whatever the sign-in, and the next round says how long to wait', async () => {
    const verifyOwn = vi.fn(({ answer }: { answer: string }) => answer === 'a');
    const triggers = triggersOf(counting({ verify: verifyOwn }), { ledger: new MemoryLedger(), now });
    expect((await triggers.create(createEvent())).response.publicChallengeParameters).toEqual({
      challenge: 'own',
      device,
    });
    for (const answer of ['b', 'c', 'd', 'e']) await triggers.verify(answering(answer));
    expect(verifyOwn).toHaveBeenCalledTimes(4);
    expect((await triggers.verify(answering('a'))).response).toEqual({ answerCorrect: false });
    expect(verifyOwn).toHaveBeenCalledTimes(4);
    expect(lastLine(triggers)).toMatchObject({ decision: 'wrong', reason: 'locked', challenge: 'own' });
    const { publicChallengeParameters } = (await triggers.create(failed())).response;
    expect(publicChallengeParameters).toEqual({
      challenge: 'own',
      attemptsLeft: '2',
      retry: 'wait',
      retryAfter: '60',
      device,
    });
  });

  test('makes a fresh sign-in say how long to wait before its first answer', async () => {
    const { create, verify } = triggersOf(counting(), { ledger: new MemoryLedger(), now });
    for (const answer of ['b', 'c', 'd', 'e']) await verify(answering(answer));
    expect((await create(createEvent())).response.publicChallengeParameters).toEqual({
      challenge: 'own',
      retryAfter: '60',
      device,
    });
  });

  test.each([
    ['wrong', 'wait'],
    // That a code is another one now must be told, wait or not.
    ['expired', 'expired'],
  ])('is never called wrong, and a challenge may say more: %s', async (retry, told) => {
    const create = () => ({ parameters: {}, retry });
    const triggers = triggersOf(counting({ create }), { ledger: new MemoryLedger(), now });
    const next = async () => (await triggers.create(failed())).response.publicChallengeParameters;
    expect(await next()).toMatchObject({ retry });
    for (const answer of ['b', 'c', 'd', 'e']) await triggers.verify(answering(answer));
    expect(await next()).toMatchObject({ retry: told, retryAfter: '60' });
  });

  test('is another user’s business alone', async () => {
    const { verify } = triggersOf(counting(), { ledger: new MemoryLedger(), now });
    for (const answer of ['b', 'c', 'd', 'e']) await verify(answering(answer));
    expect((await verify(answering('a', { userName: 'bob' }))).response).toEqual({ answerCorrect: true });
  });
});

describe('the spellings of a name', () => {
  /** Whether wrong answers under one spelling make the other one wait. */
  const areOne = async (
    environment: Readonly<Record<string, string>>,
    userNotFound: boolean,
    names: [string, string],
  ) => {
    const { create, verify } = triggersOf(counting(), {
      ledger: new MemoryLedger(),
      now,
      environment,
      decoySecret: 'a',
    });
    const [first, second] = names;
    for (const answer of ['b', 'c', 'd', 'e']) await verify(answering(answer, { userNotFound, userName: first }));
    const { response } = await create(createEvent({ userNotFound, userName: second }));
    return response.publicChallengeParameters?.retryAfter === '60';
  };

  test.each<[string, [string, string], boolean]>([
    ['false', ['Alice', 'aLICE'], true],
    ['unknown', ['Alice', 'aLICE'], true],
    ['true', ['Alice', 'aLICE'], false],
    // Nothing says that Cognito takes these for one.
    ['false', ['alice', 'ａｌｉｃｅ'], false],
  ])(
    'are one as far as they are to the pool, case-sensitive %s: %j',
    async (COUNTERSIGN_CASE_SENSITIVE, names, one) => {
      expect(await areOne({ COUNTERSIGN_CASE_SENSITIVE }, true, names)).toBe(one);
      // Users that exist have the name that Cognito gives: two of them are never one.
      expect(await areOne({ COUNTERSIGN_CASE_SENSITIVE }, false, names)).toBe(false);
    },
  );

  test('are one where nothing is said of case', async () => {
    expect(await areOne({}, true, ['Alice', 'alice'])).toBe(true);
  });
});

describe('a right answer', () => {
  test('forgives the wrong ones before it', async () => {
    const { verify } = triggersOf(counting(), { ledger: new MemoryLedger(), now });
    const answers = ['b', 'c', 'a', 'b', 'c', 'a'];
    const right: unknown[] = [];
    for (const answer of answers) right.push((await verify(answering(answer))).response.answerCorrect);
    expect(right).toEqual([false, false, true, false, false, true]);
  });

  test('passes once, and again for the same round alone', async () => {
    const verifyOnce = () => ({ right: true, once: 'the code' });
    const triggers = triggersOf(counting({ verify: verifyOnce }), { ledger: new MemoryLedger(), now });
    const inRound = async (round?: string) => {
      const privateChallengeParameters = {
        'countersign:position': own['countersign:position'],
        ...(round && { 'countersign:round': round }),
      };
      return (await triggers.verify(answering('a', { privateChallengeParameters }))).response.answerCorrect;
    };
    expect(await inRound('first')).toBe(true);
    expect(await inRound('first')).toBe(true);
    expect(await inRound('second')).toBe(false);
    expect(lastLine(triggers)).toMatchObject({ decision: 'wrong', reason: 'used' });
    // A round without a name is one of its own.
    expect(await inRound()).toBe(false);
  });

  test('with an e-mailed code passes in one round of those that share it', async () => {
    const triggers = triggersOf(emailFlow, { ledger: new MemoryLedger() });
    const { response } = await triggers.create(createEvent());
    const { 'countersign:round': round, ...shared } = response.privateChallengeParameters ?? {};
    const challengeAnswer = triggers.outbox.lastCode();
    const answer = (name: string) =>
      triggers.verify(
        verifyEvent({ privateChallengeParameters: { ...shared, 'countersign:round': name }, challengeAnswer }),
      );
    expect(round).toMatch(/^[\w-]{22}$/);
    expect((await answer('first')).response).toEqual({ answerCorrect: true });
    expect((await answer('second')).response).toEqual({ answerCorrect: false });
  });

  test('stays right where the wrong ones before it can’t be forgotten, and the log has the error', async () => {
    const memory = new MemoryLedger();
    const ledger: Ledger = {
      async open(time) {
        const { keys, store } = await memory.open(time);
        const reset = () => Promise.reject(new LedgerUnavailableError("the ledger's table can't be used"));
        return { keys, store: { ...store, reset } };
      },
    };
    const triggers = triggersOf(counting(), { ledger });
    expect((await triggers.verify(answering('a'))).response).toEqual({ answerCorrect: true });
    expect(triggers.lines.at(-1)).toMatchObject({
      level: 'error',
      fields: { decision: 'right', error: { code: 'ledger-unavailable' } },
    });
  });
});

describe('what verify returns', () => {
  test.each<[unknown, boolean]>([
    [{ right: true }, true],
    [{ right: true, once: 'x' }, true],
    [{ right: true, once: undefined }, true],
    [{ right: false, once: 'x' }, false],
    [{ right: 'true' }, false],
    [{ once: 'x' }, false],
    [{}, false],
    [[true], false],
    [null, false],
    ['true', false],
    [1, false],
  ])('%j is right: %s', async (judgement, answerCorrect) => {
    const { verify } = triggersOf(flowThat({ verify: () => judgement as boolean }));
    expect((await verify(answering('a'))).response).toEqual({ answerCorrect });
  });

  test('is a fault where it has another member: a misspelt once would pass twice', async () => {
    const triggers = triggersOf(flowThat({ verify: () => ({ right: true, onse: 'x' }) as never }));
    expect((await triggers.verify(answering('a'))).response).toEqual({ answerCorrect: false });
    expect(lastLine(triggers)).toMatchObject({ decision: 'fail', error: { code: 'challenge-output' } });
  });

  test.each([1, '', null, { a: 1 }])('is a fault where a right answer used up %j', async (once) => {
    const triggers = triggersOf(flowThat({ verify: () => ({ right: true, once }) as never }));
    expect((await triggers.verify(answering('a'))).response).toEqual({ answerCorrect: false });
    expect(lastLine(triggers)).toMatchObject({ decision: 'fail', error: { code: 'challenge-output' } });
  });
});

describe('an unknown user', () => {
  const nobody = { userNotFound: true, userName: 'nobody' };

  test('waits as a known one does, under each spelling of the name', async () => {
    const { create, verify } = triggersOf(counting(), { ledger: new MemoryLedger(), now });
    for (const userName of ['nobody', 'Nobody', 'NOBODY', 'nobody'])
      await verify(answering('a', { ...nobody, userName }));
    const { publicChallengeParameters } = (await create(createEvent(nobody))).response;
    expect(publicChallengeParameters).toEqual({ challenge: 'own', retryAfter: '60', device });
  });

  test('has the answer judged where the challenge says so, and is let in by nothing that comes of it', async () => {
    const verifyOwn = vi.fn(() => true);
    const triggers = triggersOf(counting({ verify: verifyOwn, judgesDecoys: true }));
    expect((await triggers.verify(answering('a', nobody))).response).toEqual({ answerCorrect: false });
    expect(verifyOwn).toHaveBeenCalledOnce();
    verifyOwn.mockImplementation(() => {
      throw new Error('it is a decoy');
    });
    expect((await triggers.verify(answering('a', nobody))).response).toEqual({ answerCorrect: false });
    expect(lastLine(triggers)).toMatchObject({ decision: 'wrong', reason: 'no-such-user' });
  });
});

describe('a challenge that counts nothing', () => {
  const flow = defineFlow({ captcha: captcha(), own: challengeThat({}) }, function* ({ pass }) {
    yield* pass('captcha');
    yield* pass('own');
  });
  const privateChallengeParameters = { 'countersign:position': '[1,"captcha",0,"",[]]' };

  test('takes any number of wrong answers', async () => {
    const { create, verify } = triggersOf(flow);
    for (let answers = 0; answers < 30; answers++) {
      await verify(verifyEvent({ privateChallengeParameters, challengeAnswer: 'robot' }));
    }
    const { response } = await verify(verifyEvent({ privateChallengeParameters, challengeAnswer: 'human' }));
    expect(response).toEqual({ answerCorrect: true });
    expect((await create(createEvent())).response.publicChallengeParameters).toEqual({
      challenge: 'captcha',
      picture: 'real',
    });
  });
});

describe('the ledger', () => {
  const lambda = { AWS_LAMBDA_FUNCTION_NAME: 'verify', AWS_REGION: 'us-east-1' };

  test('is demanded in Lambda: without one nobody gets in, and nothing is asked', async () => {
    const triggers = triggersOf(counting(), { environment: lambda });
    expect((await triggers.verify(answering('a'))).response).toEqual({ answerCorrect: false });
    const missing = { decision: 'fail', error: { code: 'ledger-unavailable', cause: { code: 'configuration' } } };
    expect(lastLine(triggers)).toMatchObject(missing);
    expect(lastLine(triggers).error?.cause?.message).toContain('COUNTERSIGN_LEDGER is not set');
    await expect(triggers.create(createEvent())).rejects.toThrow(/^Something went wrong/);
    expect(lastLine(triggers)).toMatchObject(missing);
  });

  test('is demanded by the process’s own variables too, whatever the handler is told', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'verify');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { verify } = triggersOf(counting(), { environment: {} });
    expect((await verify(answering('a'))).response).toEqual({ answerCorrect: false });
  });

  test('that is said to be none counts nothing, and lets nothing be used up', async () => {
    const environment = { ...lambda, COUNTERSIGN_LEDGER: 'none' };
    const flow = counting({ verify: ({ answer }) => answer === 'a' && { right: true, once: 'x' } });
    const { create, verify } = triggersOf(flow, { environment });
    for (let answers = 0; answers < 20; answers++) await verify(answering('b'));
    expect((await verify(answering('a'))).response).toEqual({ answerCorrect: true });
    expect((await verify(answering('a'))).response).toEqual({ answerCorrect: true });
    expect((await create(createEvent())).response.publicChallengeParameters).toEqual({ challenge: 'own' });
  });

  test('may be a table that is called none: where it has a key, it counts', async () => {
    const { fetch, ...aws } = { fetch: vi.fn(async () => new Response('{}', { status: 500 })), ...lambda };
    const environment = {
      ...{ ...aws, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' },
      ...{ COUNTERSIGN_LEDGER: 'none', COUNTERSIGN_LEDGER_KEY: 'arn:aws:kms:us-east-1:123456789012:key/a' },
    };
    const triggers = triggersOf(counting(), { environment, fetch });
    expect((await triggers.verify(answering('a'))).response).toEqual({ answerCorrect: false });
    expect(lastLine(triggers)).toMatchObject({ decision: 'fail', error: { code: 'ledger-unavailable' } });
    expect(fetch).toHaveBeenCalled();
  });

  test('is one in memory outside of Lambda, for each handler', async () => {
    const { verify } = triggersOf(counting(), { environment: {} });
    for (const answer of ['b', 'c', 'd', 'e']) await verify(answering(answer));
    expect((await verify(answering('a'))).response).toEqual({ answerCorrect: false });
  });

  test('that can’t be opened lets nobody in, sends nothing, and says so', async () => {
    const ledger: Ledger = { open: () => Promise.reject(new LedgerUnavailableError("the ledger's key can't be used")) };
    const triggers = triggersOf(emailFlow, { ledger });
    await expect(triggers.create(createEvent())).rejects.toThrow(/^Something went wrong/);
    expect(triggers.outbox.list()).toEqual([]);
    expect(lastLine(triggers)).toMatchObject({ decision: 'fail', error: { code: 'ledger-unavailable' } });
  });
});
