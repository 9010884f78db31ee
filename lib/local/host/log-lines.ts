import type { Readable } from 'node:stream';

/** CloudWatch Logs' longest event, in characters here. */
const LONGEST_LINE = 256 * 1024;

/** Calls back with each line of a stream; a longer one than CloudWatch Logs takes comes in parts. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let held = '';
  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    const lines = (held + piece).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    while (held.length > LONGEST_LINE) {
      onLine(held.slice(0, LONGEST_LINE));
      held = held.slice(LONGEST_LINE);
    }
  });
  stream.on('end', () => {
    if (held !== '') onLine(held);
  });
  stream.on('error', () => {}); // the process is gone, its exit tells
}
