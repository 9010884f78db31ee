import type { OutsideHost } from './bootstrap/close-door.ts';

/** How one event came out in one process. */
export type EventOutcome =
  | { readonly kind: 'answered'; readonly payload: string | undefined }
  | { readonly kind: 'threw' | 'crashed' | 'timed out'; readonly errorType: string; readonly errorMessage: string };

/**
 * What the bootstrap tells the host: its handler is loaded, can't be loaded, or is done with an event; it calls a host beyond
 * this machine.
 */
export type RuntimeMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly outcome: EventOutcome }
  | { readonly kind: 'done'; readonly outcome: EventOutcome }
  | { readonly kind: 'outside'; readonly outside: OutsideHost };

/**
 * Reads a frame of the bootstrap: a kind, and behind a line break its body. Undefined where it is none; a handler that
 * writes to the channel itself may have sent anything.
 */
export function readRuntimeMessage(text: string): RuntimeMessage | undefined {
  const end = text.indexOf('\n');
  const kind = end < 0 ? text : text.slice(0, end);
  const body = text.slice(end + 1);
  switch (kind) {
    case 'ready':
      return { kind };
    case 'broken':
      return { kind, outcome: { kind: 'crashed', ...readFailure(body) } };
    case 'answered':
      return { kind: 'done', outcome: { kind, payload: body } };
    case 'nothing':
      return { kind: 'done', outcome: { kind: 'answered', payload: undefined } };
    case 'threw':
      return { kind: 'done', outcome: { kind, ...readFailure(body) } };
    case 'outside':
      return readOutside(body);
    default:
      return undefined;
  }
}

function readOutside(text: string): RuntimeMessage | undefined {
  try {
    const { host, refused }: { host?: unknown; refused?: unknown } = JSON.parse(text);
    if (typeof host !== 'string' || typeof refused !== 'boolean') return undefined;
    return { kind: 'outside', outside: { host, refused } };
  } catch {
    return undefined;
  }
}

function readFailure(text: string): { errorType: string; errorMessage: string } {
  try {
    const { errorType, errorMessage }: { errorType?: unknown; errorMessage?: unknown } = JSON.parse(text);
    return { errorType: String(errorType), errorMessage: String(errorMessage) };
  } catch {
    return { errorType: 'Runtime.Unknown', errorMessage: 'the runtime sent a failure that is no JSON' };
  }
}
