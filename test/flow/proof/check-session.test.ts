import { describe, expect, test } from 'vitest';
import { emailOtp } from '../../../lib/challenges/index.ts';
import { type ChallengeBytes, check, defineChallenge, defineFlow, formatVerdict } from '../../../lib/flow/index.ts';
import { simulate, type Visit } from '../../../lib/testing/index.ts';
import type { RoundResponse } from '../../../lib/triggers/round-response.ts';
import { rulesOf } from './rules-of.ts';

const STATE = 'x'.repeat(40);
const PARAMETERS = { hint: 'a hint' };
const STATED: ChallengeBytes = { state: STATE.length, parameters: 'hint'.length + 'a hint'.length };

const own = (bytes?: ChallengeBytes, attempts = 10) =>
  defineChallenge({
    factor: 'possession',
    attempts,
    ...(bytes && { bytes }),
    create: () => ({ parameters: PARAMETERS, state: STATE }),
    decoy: () => ({ parameters: PARAMETERS, state: STATE }),
    verify: () => false,
  });

const twice = (bytes?: ChallengeBytes) =>
  defineFlow({ own: own(bytes) }, function* ({ attempt, pass }) {
    if (!(yield* attempt('own'))) yield* pass('own');
  });

/** What the last round of a sign-in put into Cognito's session, with all that stood there before. */
function bytesOf({ events }: Visit): number {
  const { event, output } = events.filter(({ trigger }) => trigger === 'CreateAuthChallenge').at(-1) as unknown as {
    readonly event: { readonly request: { readonly session: readonly { readonly challengeMetadata: string }[] } };
    readonly output: { readonly response: RoundResponse };
  };
  const { publicChallengeParameters, privateChallengeParameters, challengeMetadata } = output.response;
  const parameters = [publicChallengeParameters, privateChallengeParameters].flatMap((map) =>
    Object.entries(map).flat(),
  );
  const before = event.request.session.map((entry) => entry.challengeMetadata);
  return Buffer.byteLength([...before, challengeMetadata, ...parameters].join(''));
}

describe('the longest sign-in', () => {
  test('is refused where it can hold more than a session: names, picks, state and parameters counted', () => {
    const verdict = check(twice({ state: 200, parameters: 100 }));
    expect(rulesOf(twice({ state: 200, parameters: 100 }))).toEqual(['session-too-large']);
    expect(formatVerdict('f', verdict)).toContain(
      '✗ the longest sign-in can hold more than the 3,072 bytes of a session: ask less, with fewer attempts, shorter names ' +
        'or a smaller state [session-too-large]\n  1. ',
    );
    expect(rulesOf(twice(STATED))).toEqual([]);
  });

  test('is refused for long names alone', () => {
    const first = 'a'.repeat(40);
    const second = 'b'.repeat(40);
    const flow = defineFlow({ [first]: own({}, 1), [second]: own({}, 1) }, function* ({ choose }) {
      for (let time = 0; time < 9; time++) yield* choose(first, second);
    });
    expect(rulesOf(flow)).toContain('session-too-large');
  });

  test('is counted up to the twentieth round', () => {
    const flow = defineFlow({ own: own(STATED, 5) }, function* ({ attempt, refuse }) {
      for (let time = 0; time < 20; time++) if (!(yield* attempt('own'))) yield* refuse('wrong');
    });
    const { sessionBytes } = check(flow);
    expect(sessionBytes).toBeGreaterThan(20 * STATE.length);
    expect(sessionBytes).toBeLessThan(20 * (STATE.length + 40) + 200);
  });

  test('is printed with the verdict, and what is not stated', () => {
    const text = formatVerdict('f', check(twice()));
    expect(text).toMatch(/The longest sign-in holds \d+ of 3,072 bytes, and what own need, which is not stated\.$/);
    expect(formatVerdict('f', check(twice(STATED)))).toMatch(/The longest sign-in holds 1,\d+ of 3,072 bytes\.$/);
  });

  test('holds no less than it does when it is played, and hardly more', async () => {
    const visit = await simulate(twice(STATED), { attributes: { email: 'a@example.com' } });
    for (let round = 0; round < 19; round++) await visit.answer('wrong');
    const most = check(twice(STATED)).sessionBytes;
    expect(bytesOf(visit)).toBeLessThanOrEqual(most);
    // The last round can't be skipped, and has a device already.
    expect(bytesOf(visit)).toBeGreaterThan(most - 100);
  });

  test('counts what tells that each ask was skipped, at its last answer', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const flow = defineFlow(
      Object.fromEntries([...names, 'last'].map((name) => [name, own(STATED, name === 'last' ? 1 : 2)])),
      function* ({ attempt, pass }) {
        for (const name of names) yield* attempt(name);
        yield* pass('last');
      },
    );
    const visit = await simulate(flow, { attributes: { email: 'a@example.com' } });
    for (const _name of names) {
      await visit.answer('wrong');
      await visit.skip();
    }
    expect(visit.step.name).toBe('last');
    expect(bytesOf(visit)).toBeLessThanOrEqual(check(flow).sessionBytes);
  });

  test('of e-mailed codes and a choice holds no less than it does when it is played', async () => {
    const flow = defineFlow(
      { mail: emailOtp({ attempts: 6 }), other: emailOtp({ attempts: 6 }) },
      function* ({ choose }) {
        yield* choose('mail', 'other');
      },
    );
    const most = check(flow);
    expect(most).toMatchObject({ holds: true, bytesNotStated: [] });
    const visit = await simulate(flow, { attributes: { email: 'a@example.com', email_verified: 'true' } });
    await visit.answer('none');
    await visit.answer('none');
    // As much as counts for nothing: a challenge that is almost over is left, and begun anew.
    await visit.answer('other');
    for (let round = 0; round < 5; round++) await visit.answer('wrong');
    await visit.back();
    await visit.answer('other');
    for (let round = 0; round < 5; round++) await visit.answer('wrong');
    expect(bytesOf(visit)).toBeLessThanOrEqual(most.sessionBytes);
    expect(bytesOf(visit)).toBeGreaterThan(most.sessionBytes - 550);
  });
});

test.each([{ state: -1 }, { state: 3073 }, { parameters: 1.5 }, { states: 5 }, 5])('bytes can’t be %j', (bytes) => {
  expect(() => own(bytes as ChallengeBytes)).toThrow(/bytes/);
});
