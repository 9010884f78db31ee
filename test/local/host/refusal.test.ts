import { expect, it } from 'vitest';
import { functionOf } from './function-of.ts';
import { answerOf, hostOf } from './support.ts';

/** Without the full stop: Cognito puts one behind it. */
const REFUSAL = 'echo runs on python3.13; only Node.js functions run here';
const REFUSED = functionOf('echo', { refusal: `${REFUSAL}.`, codeFolder: '/there/is/no/such/folder' });

it('answers each invocation of a function that can’t run here with the reason, and starts no process', async () => {
  const host = hostOf([REFUSED, functionOf('count')]);
  await host.warm();

  expect(await host.call('echo')).toMatchObject({
    kind: 'failed',
    errorType: 'NotRunHere',
    errorMessage: REFUSAL,
    tries: [{ outcome: 'crashed', cold: false }],
  });
  expect((await host.call('echo')).tries).toHaveLength(1);
  expect(host.processes().map(({ functionArn }) => functionArn)).toEqual([functionOf('count').functionArn]);
});

it('runs a function that can run after an update, and refuses it again after another', async () => {
  const host = hostOf([REFUSED]);

  host.update([functionOf('echo')]);
  expect(answerOf(await host.call('echo', 'event'))).toBe('event');

  host.update([REFUSED]);
  expect(await host.call('echo')).toMatchObject({ kind: 'failed', errorMessage: REFUSAL });
});

it('gives the reason to the events that wait when a function can’t run any more', async () => {
  const host = hostOf([functionOf('slow')], { limits: { mostProcesses: 1 } });
  await host.warm();
  const running = host.call('slow', { ms: 200 });
  const waiting = host.call('slow', { ms: 200 });

  host.update([functionOf('slow', { refusal: 'not any more' })]);

  expect(await waiting).toMatchObject({ kind: 'failed', errorType: 'NotRunHere', errorMessage: 'not any more' });
  expect((await running).kind).toBe('answered');
});
