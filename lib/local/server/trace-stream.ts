import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Trace, TraceEvent } from '../trace.ts';

/**
 * Streams what happened and what happens, as server-sent events: from the event on that the client saw last, until it
 * goes away or the pool closes.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function traceStream(context: Context, trace: Trace, closing: AbortSignal): Response {
  const seen = Number(context.req.header('last-event-id') ?? 0);
  return streamSSE(context, async (stream) => {
    const send = (event: TraceEvent): Promise<void> =>
      stream.writeSSE({ id: String(event.id), event: event.kind, data: JSON.stringify(event) });
    const waiting: TraceEvent[] = [...trace.since(Number.isFinite(seen) ? seen : 0)];
    let wake = (): void => {};
    const end = trace.subscribe((event) => {
      waiting.push(event);
      wake();
    });
    const stop = (): void => wake();
    stream.onAbort(stop);
    closing.addEventListener('abort', stop);
    while (!stream.aborted && !closing.aborted) {
      for (const event of waiting.splice(0)) await send(event);
      if (waiting.length > 0 || stream.aborted || closing.aborted) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    closing.removeEventListener('abort', stop);
    end();
  });
}
