import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../lib/local/host/host-limits.ts';
import { functionOf } from './function-of.ts';
import { hostOf } from './support.ts';

it('Cognito’s patience is 5 seconds, three times', () => {
  expect(DEFAULT_LIMITS).toMatchObject({ tryMs: 5_000, tries: 3 });
});

it('whoever invokes a function as Lambda does waits for the function’s own timeout, and once', async () => {
  const host = hostOf([functionOf('hang', { timeout: 1 })], { limits: { tryMs: 50 } });
  const invocation = await host.invoke(functionOf('hang').functionArn, '{}', { tryMs: 60_000, tries: 1 });
  expect(invocation).toMatchObject({
    kind: 'failed',
    errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
    tries: [{ outcome: 'timed out' }],
  });
  expect((await host.call('hang')).tries).toHaveLength(3);
});

it('an event waits 15 seconds for a function that hangs, and others don’t', { tags: 'slow' }, async () => {
  const host = hostOf([functionOf('hang', { timeout: 5 }), functionOf('echo')]);
  await host.warm();
  const begun = performance.now();

  const [invocation, other] = await Promise.all([host.call('hang'), host.call('echo')]);

  expect(invocation.kind).toBe('timed out');
  expect(performance.now() - begun).toBeGreaterThan(14_990);
  expect(performance.now() - begun).toBeLessThan(20_000);
  expect(other.kind).toBe('answered');
  expect(other.tries[0]?.durationMs).toBeLessThan(5_000);
});
