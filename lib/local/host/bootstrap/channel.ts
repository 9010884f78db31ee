import { readSync, writeSync } from 'node:fs';

const CHANNEL = 3;

/** Sends the host a frame: its kind, and behind a line break its body. Ends the process where the host is gone. */
export function send(kind: string, body?: string): void {
  const frame = Buffer.from(`    ${kind}${body === undefined ? '' : `\n${body}`}`);
  frame.writeUInt32LE(frame.length - 4, 0);
  try {
    for (let sent = 0; sent < frame.length; ) sent += writeSync(CHANNEL, frame, sent);
  } catch {
    process.exit(0); // the host is gone
  }
}

/**
 * Waits for the host's next frame, blocking: from an answer until the next event no timer, socket or promise of the handler
 * moves, just as in a frozen Lambda environment. The host also stops the whole process; this way nothing slips in before the
 * signal arrives.
 */
export function receive(): string {
  return fill(Buffer.allocUnsafe(fill(Buffer.allocUnsafe(4)).readUInt32LE(0))).toString('utf8');
}

function fill(buffer: Buffer): Buffer {
  for (let filled = 0; filled < buffer.length; ) {
    const count = readSync(CHANNEL, buffer, filled, buffer.length - filled, null);
    if (count === 0) process.exit(0); // the host is gone
    filled += count;
  }
  return buffer;
}
