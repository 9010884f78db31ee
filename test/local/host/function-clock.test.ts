import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockOffset } from '../../../lib/local/host/clock-offset.ts';
import { functionOf } from './function-of.ts';
import { answerOf, hostOf } from './support.ts';

const HOUR = 3_600_000;
const TELL = functionOf('tell', { handler: 'index.tell' }, 'clock');
/** How far the times may be apart that one event tells. */
const NEAR = 15_000;

interface Told {
  readonly atLoad: number;
  readonly now: number;
  readonly kept: number;
  readonly made: number;
  readonly text: number;
  readonly subclass: number;
}

describe('the clock that a function sees', () => {
  it('is the host’s, from when its module is loaded; what is given and the time that remains stay', async () => {
    const host = hostOf([TELL], { now: () => Date.now() + 40 * HOUR });
    const told = answerOf(await host.call('tell')) as Told & Record<string, unknown>;
    for (const member of ['atLoad', 'now', 'kept', 'made', 'text', 'subclass'] as const) {
      expect(Math.abs(told[member] - (Date.now() + 40 * HOUR))).toBeLessThan(NEAR);
    }
    expect(told).toMatchObject({
      given: 0,
      parts: '2020-01-02T00:00:00.000Z',
      year: 2021,
      isDate: [true, true, true, true],
      isNative: true,
    });
    expect(told.remaining).toBeGreaterThan(1_000);
    expect(told.remaining).toBeLessThanOrEqual(20_000);
    expect(told.waited).toBeLessThan(NEAR);
  });

  it('is told anew with each event, back to the machine’s too', async () => {
    let ahead = 0;
    const host = hostOf([TELL], { now: () => Date.now() + ahead });
    for (const hours of [0, 1, 100, -2, 0]) {
      ahead = hours * HOUR;
      const invocation = await host.call('tell');
      const { now, made, atLoad } = answerOf(invocation) as Told;
      for (const time of [now, made]) expect(Math.abs(time - (Date.now() + ahead))).toBeLessThan(NEAR);
      expect(Math.abs(atLoad - Date.now())).toBeLessThan(NEAR);
    }
    expect(host.processes()).toHaveLength(1);
  });

  it('may stand still between events', async () => {
    const noon = Date.UTC(2030, 0, 1, 12);
    const host = hostOf([TELL], { now: () => noon });
    await host.warm();
    const { now } = answerOf(await host.call('tell')) as Told;
    expect(now).toBeGreaterThanOrEqual(noon);
    expect(now).toBeLessThan(noon + NEAR);
  });
});

describe('how far a clock is ahead', () => {
  it('is nothing where it is the machine’s', () => {
    for (let time = 0; time < 1_000; time++) expect(clockOffset(Date.now)).toBe(0);
  });

  it('is what it was moved by', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (moved) => {
        expect(Math.abs(clockOffset(() => Date.now() + moved) - moved)).toBeLessThan(1_000);
      }),
    );
  });
});
