import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { readLines } from '../../../lib/local/host/log-lines.ts';

async function linesOf(...pieces: readonly (string | Buffer)[]): Promise<readonly string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, (line) => lines.push(line));
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

it('gives an endless line in parts', async () => {
  const lines = await linesOf('x'.repeat(600 * 1024), 'y');

  expect(lines.map(({ length }) => length)).toEqual([256 * 1024, 256 * 1024, 88 * 1024 + 1]);
});
