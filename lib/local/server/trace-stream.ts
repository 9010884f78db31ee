import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Trace } from '../trace.ts';

/**
 * Streams what happened and what happens, as server-sent events: from the event on that the client saw last, until it
 * goes away or the pool closes. A client that reads slower than things happen costs no memory: what is no longer kept when
 * it reads on is counted in an event `missed`.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function traceStream(context: Context, trace: Trace, closing: AbortSignal): Response {
  const next = trace.read(context.req.header('last-event-id'));
  return streamSSE(context, async (stream) => {
    let news = Promise.withResolvers<void>();
    const stop = (): void => news.resolve();
    const end = trace.subscribe(stop);
    stream.onAbort(stop);
    closing.addEventListener('abort', stop);
    const goesOn = (): boolean => !stream.aborted && !closing.aborted;
    while (goesOn()) {
      news = Promise.withResolvers();
      const { missed, events } = next();
      if (missed > 0) await stream.writeSSE({ event: 'missed', data: JSON.stringify({ missed }) });
      for (const event of events) {
        if (goesOn()) await stream.writeSSE({ id: event.id, event: event.kind, data: JSON.stringify(event) });
      }
      if (goesOn()) await news.promise;
    }
    closing.removeEventListener('abort', stop);
    end();
  });
}
