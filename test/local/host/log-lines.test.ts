import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { cappedLines, readLines } from '../../../lib/local/host/log-lines.ts';

const LIMITS = { lineCharacters: 1024, linesPerSecond: 100, charactersPerSecond: 10_000 };

async function linesOf(...pieces: readonly (string | Buffer)[]): Promise<readonly string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(
    stream,
    cappedLines((line) => lines.push(line), LIMITS),
    LIMITS.lineCharacters,
  );
  for (const piece of pieces) stream.write(piece);
  stream.end();
  await finished(stream);
  return lines;
}

it('gives whole lines, the last one without its end too', async () => {
  const key = Buffer.from('🔑');

  expect(await linesOf('first\nsec', 'ond\n\nwith a ', key.subarray(0, 2), key.subarray(2))).toEqual([
    'first',
    'second',
    '',
    'with a 🔑',
  ]);
});

it('cuts a long line, and goes on with the next', async () => {
  const beginning = 'x'.repeat(1024);

  expect(await linesOf('x'.repeat(1_000), 'x'.repeat(2_000), 'x\nnext\n', beginning)).toEqual([
    `${beginning}… (1,977 more characters)`,
    'next',
    beginning,
  ]);
});

it.each([
  ['lines', 'x\n'.repeat(1_500), 100, '1,400'],
  ['characters', `${'x'.repeat(999)}\n`.repeat(20), 11, '9'],
])('shows so many %s a second, and counts the others', async (_, text, shown, leftOut) => {
  const lines = await linesOf(text);

  expect(lines).toHaveLength(shown + 1);
  expect(lines.at(-1)).toBe(`… ${leftOut} more lines, too many to be shown in a second`);
});

it('shows lines again in the next second', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const lines: string[] = [];
  const sink = cappedLines((line) => lines.push(line), { ...LIMITS, linesPerSecond: 1 });
  for (const text of ['first', 'second', 'third']) sink.line(text, 0);

  vi.advanceTimersByTime(1_000);
  sink.line('fourth', 0);

  expect(lines).toEqual(['first', '… 2 more lines, too many to be shown in a second', 'fourth']);
});
