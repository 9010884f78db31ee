/**
 * Runs in a function's own process: what Lambda's runtime is to a handler. Events come and answers go as text frames on a
 * channel of their own; standard output stays the handler's.
 */
import { callHandler, type HandlerOutcome } from './call-handler.ts';
import { receive, send } from './channel.ts';
import { closeDoor } from './close-door.ts';
import { removeEvalGlobals } from './eval-globals.ts';
import { moveClock } from './function-clock.ts';
import { contextFor } from './handler-context.ts';
import { loadHandler } from './load-handler.ts';
import type { ProcessStart } from './process-start.ts';
import { describeThrown } from './thrown-failure.ts';

/** Lambda's limit of a synchronous answer, in bytes. */
const LARGEST_ANSWER = 6_291_556;
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

const { functionArn, clockOffset, offline }: ProcessStart = JSON.parse(process.argv.at(-1) ?? '');
const runtimeVersion = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1] ?? 0);
let initialized = false;

/** Lets sockets that were closed in the meantime be noticed before the handler uses them. */
function wake(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** As on Lambda's pipes, printing waits until it is read: megabytes don't gather in the function's memory. */
for (const { _handle: pipe } of [process.stdout, process.stderr] as {
  _handle?: { setBlocking?(is: boolean): void };
}[]) {
  pipe?.setBlocking?.(true);
}

/** What the handler printed goes out before its answer: between events nothing would write the rest of it. */
async function printed(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  }
}

/** The frame that tells how an event came out. */
function frameOf(outcome: HandlerOutcome): readonly [kind: string, body?: string] {
  if ('failure' in outcome) return ['threw', JSON.stringify(outcome.failure)];
  let text: string | undefined;
  try {
    text = JSON.stringify(outcome.value);
  } catch {
    return ['threw', JSON.stringify({ errorType: 'Error', errorMessage: 'Unable to stringify response body' })];
  }
  if (text === undefined) return ['nothing'];
  if (Buffer.byteLength(text) > LARGEST_ANSWER) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_ANSWER} bytes).`;
    return ['threw', JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage })];
  }
  return ['answered', text];
}

function endWith(status: number, label: string) {
  return (error: unknown): void => {
    console.error(label, error);
    if (!initialized) send('broken', JSON.stringify(describeThrown(error)));
    process.exit(status);
  };
}

process.on('uncaughtException', endWith(EXIT_UNCAUGHT_EXCEPTION, 'Uncaught Exception'));
process.on('unhandledRejection', endWith(EXIT_UNHANDLED_REJECTION, 'Unhandled Promise Rejection'));

const closeResolver = closeDoor(offline, (outside) => send('outside', JSON.stringify(outside)));
moveClock(clockOffset);

async function serve(): Promise<void> {
  await Promise.resolve(); // this text has run
  removeEvalGlobals();
  const handler = await loadHandler(runtimeVersion);
  initialized = true;
  send('ready');
  closeResolver();
  while (true) {
    const frame = receive();
    const end = frame.indexOf('\n');
    const [awsRequestId = '', deadline, ahead] = frame.slice(0, end).split(' ');
    moveClock(Number(ahead));
    await wake();
    const context = contextFor(awsRequestId, Number(deadline), functionArn);
    const outcome = await callHandler(handler, frame.slice(end + 1), context, runtimeVersion);
    await printed();
    send(...frameOf(outcome));
  }
}

serve().catch(endWith(1, 'Init Error'));
