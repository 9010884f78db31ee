import type { IncomingMessage } from 'node:http';
import { CognitoError } from '../../protocol/index.ts';

const MOST_BYTES = 1024 * 1024;
/** What is too large is read to its end and dropped, so that the client gets its answer; but not for ever. */
const MOST_DROPPED_BYTES = 16 * MOST_BYTES;

/** The request is too large: the one error of the wire that has a status of its own. */
export class TooLargeError extends CognitoError {
  constructor() {
    super('RequestEntityTooLargeException', 'The request is larger than 1 MB.');
  }
}

/**
 * Reads a request's body, of at most 1 MB.
 *
 * @throws TooLargeError once it was read to its end; another error where the client went away, or sends more than 16 MB
 */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MOST_BYTES) chunks.push(chunk);
      else chunks = [];
      if (length > MOST_DROPPED_BYTES) request.destroy();
    });
    request.on('end', () => {
      if (length > MOST_BYTES) return reject(new TooLargeError());
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away')));
  });
}
