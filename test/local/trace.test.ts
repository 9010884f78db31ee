import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NewTraceEvent, Trace } from '../../lib/local/trace.ts';

const event = (requestId: string, more: object = {}): NewTraceEvent => ({
  ...{ kind: 'call', requestId, at: 1, operation: 'InitiateAuth', durationMs: 1, status: 200, ...more },
});

const filled = (count: number): Trace => {
  const trace = new Trace();
  for (let number = 1; number <= count; number++) trace.add(event(String(number)));
  return trace;
};

const requestIds = (events: readonly { readonly requestId: string }[]) => events.map(({ requestId }) => requestId);

describe('a reader that comes back', () => {
  it('gets what it missed', () => {
    const trace = filled(5);
    const third = trace.since()[2];
    expect(requestIds(trace.since(third?.id))).toEqual(['4', '5']);
    expect(trace.since(trace.since().at(-1)?.id)).toEqual([]);
  });

  it.each([
    ['of the run before', () => filled(5).since()[2]?.id],
    ['of an event that hasn’t been', () => '0-9'],
    ['that is a number alone', () => '3'],
    ['that is none', () => 'x'.repeat(10_000)],
  ])('gets all with an id %s', (_, id) => {
    expect(requestIds(filled(3).since(id()))).toEqual(['1', '2', '3']);
  });

  it('gets each event once and in order, or is told how many it missed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_500 }), { maxLength: 6 }), (bursts) => {
        const trace = new Trace();
        const next = trace.read();
        let added = 0;
        let seen = 0;
        for (const burst of bursts) {
          for (let left = burst; left > 0; left--) trace.add(event(String(++added)));
          const { missed, events } = next();
          expect(requestIds(events)).toEqual(
            Array.from({ length: added - seen - missed }, (_, index) => String(seen + missed + index + 1)),
          );
          seen = added;
        }
      }),
      { numRuns: 30 },
    );
  });
});

it('keeps a bounded history, of bounded texts', () => {
  const trace = new Trace();
  for (let number = 1; number <= 5_000; number++)
    trace.add(event(String(number), { errorMessage: 'x'.repeat(10_000) }));
  expect(trace.since().length).toBeLessThanOrEqual(2_000);
  expect(trace.since().length).toBeGreaterThanOrEqual(1_000);
  expect(JSON.stringify(trace.since()).length).toBeLessThan(3 * 1024 * 1024);
  expect(trace.read()().missed).toBe(5_000 - trace.since().length);
});
