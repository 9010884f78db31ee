import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { ARNS } from '../support/example-app.ts';
import { begin } from '../support/sign-in.ts';
import { startTestPool, type TestPool } from '../support/start-pool.ts';

/** Opens the stream as a socket that is read only when told. */
function openStream({ local }: TestPool, lastEventId?: string): { socket: Socket; text: () => string } {
  const socket = connect(local.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const headers = ['GET /_local/trace HTTP/1.1', `host: localhost:${local.port}`];
  if (lastEventId !== undefined) headers.push(`last-event-id: ${lastEventId}`);
  socket.write(`${headers.join('\r\n')}\r\n\r\n`);
  return { socket, text: () => text };
}

const idsIn = (text: string): string[] => [...text.matchAll(/^id: (.*)$/gm)].map(([, id = '']) => id);
const eventsIn = (text: string): Record<string, unknown>[] =>
  [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data));

it('tells the beginning and the end of a call and of its triggers, by its ids', async () => {
  const pool = await startTestPool();
  await begin(pool);
  const { text } = openStream(pool);
  await eventually(() => expect(eventsIn(text())).toHaveLength(6));

  const events = eventsIn(text());
  expect(events.map(({ kind, operation, trigger }) => [kind, operation ?? trigger])).toEqual([
    ['call-begin', 'InitiateAuth'],
    ['trigger-begin', 'DefineAuthChallenge'],
    ['trigger', 'DefineAuthChallenge'],
    ['trigger-begin', 'CreateAuthChallenge'],
    ['trigger', 'CreateAuthChallenge'],
    ['call', 'InitiateAuth'],
  ]);
  expect(new Set(events.map(({ requestId }) => requestId)).size).toBe(1);
  expect(events[0]).toMatchObject({ username: 'alice@example.com' });
  expect(idsIn(text())).toEqual(events.map(({ id }) => id));
});

it('tells the text of what went wrong, cut where it is long', async () => {
  const text = `no ${'x'.repeat(5_000)}`;
  const pool = await startTestPool({
    functions: {
      [ARNS.define]: async () => {
        throw new RangeError(text);
      },
    },
  });
  await expect(begin(pool)).rejects.toThrow();
  const [, , trigger, call] = pool.local.trace.since();
  expect(trigger).toMatchObject({
    outcome: 'failed',
    errorType: 'RangeError',
    errorMessage: `${text.slice(0, 1024)}…`,
  });
  expect(call).toMatchObject({
    status: 400,
    errorType: 'UserLambdaValidationException',
    errorMessage: expect.stringMatching(/^DefineAuthChallenge failed with error no x+…$/),
  });
});

it('goes on where a reader was, and gives all to one that comes back after a restart', async () => {
  const pool = await startTestPool();
  await begin(pool);
  const ids = pool.local.trace.since().map(({ id }) => id);
  const back = openStream(pool, ids[3]);
  await eventually(() => expect(idsIn(back.text())).toEqual(ids.slice(4)));

  const restarted = await startTestPool();
  await begin(restarted);
  const late = openStream(restarted, ids.at(-1));
  await eventually(() => expect(idsIn(late.text())).toEqual(restarted.local.trace.since().map(({ id }) => id)));
});

it('holds nothing for a reader that never reads, and counts what it has missed', async () => {
  const pool = await startTestPool();
  const { socket, text } = openStream(pool);
  await begin(pool);
  await eventually(() => expect(text()).toContain('call-begin'));
  socket.pause();
  const errorMessage = 'x'.repeat(1_000);
  const count = 60_000;
  for (let left = count; left > 0; left--) {
    pool.local.trace.add({
      ...{ kind: 'call', requestId: String(left), at: 1, operation: 'InitiateAuth', durationMs: 1, status: 400 },
      errorMessage,
    });
    if (left % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  socket.resume();

  await eventually(() => expect(text()).toContain(`"requestId":"1"`));
  const missed = Number(/event: missed\ndata: \{"missed":(\d+)\}/.exec(text())?.[1]);
  expect(missed).toBeGreaterThan(count / 2);
  expect(idsIn(text()).length + missed).toBe(count + 6);
  await begin(pool);
  await eventually(() => expect(idsIn(text()).length + missed).toBe(count + 12));
});
