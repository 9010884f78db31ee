import { describeThrown, type Failure } from './thrown-failure.ts';

/** A handler, by whichever of Lambda's conventions. */
export type Handler = (event: unknown, context: object, callback?: Callback) => unknown;

type Callback = (error?: unknown, value?: unknown) => void;

/** How a handler came out. */
export type HandlerOutcome = { readonly value: unknown } | { readonly failure: Failure };

/** From here on a handler takes no callback. */
export const FIRST_WITHOUT_CALLBACKS = 24;

const NEVER_SETTLED: HandlerOutcome = {
  failure: {
    errorType: 'Runtime.NodeJsExit',
    errorMessage:
      'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
  },
};

/** What is done when nothing is left to wait for. One listener: it is registered once, and told anew for each event. */
let onEmptyLoop: (() => void) | undefined;
process.on('beforeExit', () => {
  const react = onEmptyLoop;
  onEmptyLoop = undefined;
  react?.();
});

/**
 * Calls a handler as the Node.js runtime of this version does.
 *
 * @param event JSON text
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
export async function callHandler(
  handler: Handler,
  event: string,
  context: object,
  runtimeVersion: number,
): Promise<HandlerOutcome> {
  try {
    return await (runtimeVersion < FIRST_WITHOUT_CALLBACKS ? callWithCallback : callForValue)(handler, event, context);
  } finally {
    onEmptyLoop = undefined;
  }
}

/** What the handler returns counts, a promise or not. */
function callForValue(handler: Handler, event: string, context: object): Promise<HandlerOutcome> {
  return new Promise((resolve) => {
    onEmptyLoop = () => resolve(NEVER_SETTLED);
    const handled = (async () => handler(JSON.parse(event), context))();
    handled.then(
      (value) => resolve({ value }),
      (error: unknown) => resolve(failed(error)),
    );
  });
}

/**
 * The first counts: the callback, a method of the context, or what the handler throws or its promise comes to. Another value
 * that it returns is nothing. After the callback an answer waits until nothing is left to do, a socket that is kept open
 * included, unless the handler says otherwise.
 */
function callWithCallback(handler: Handler, event: string, context: object): Promise<HandlerOutcome> {
  return new Promise((resolve) => {
    const end: Callback = (error, value) => {
      onEmptyLoop = undefined;
      resolve(isNothing(error) ? { value } : failed(error));
    };
    let isCalled = false;
    const first =
      (react: Callback): Callback =>
      (error, value) => {
        if (isCalled) return;
        isCalled = true;
        react(error, value);
      };
    const callback = first((error, value) => {
      if (!isNothing(error) || !withMethods.callbackWaitsForEmptyEventLoop) end(error, value);
      else onEmptyLoop = () => setImmediate(end, undefined, value);
    });
    const done = first(end);
    const succeed = (value?: unknown): void => done(undefined, value);
    const fail = (error?: unknown): void => done(error ?? 'handled');
    const withMethods = Object.assign(context, { callbackWaitsForEmptyEventLoop: true, done, succeed, fail });

    onEmptyLoop = () => resolve(isAsync(handler) ? NEVER_SETTLED : { value: undefined });
    try {
      const returned = handler(JSON.parse(event), withMethods, callback);
      if (isThenable(returned)) returned.then(succeed, fail);
    } catch (error) {
      callback(error ?? 'handled');
    }
  });
}

function failed(error: unknown): HandlerOutcome {
  console.error('Invoke Error', error);
  return { failure: describeThrown(error) };
}

const isNothing = (error: unknown): boolean => error === undefined || error === null;

const isAsync = (handler: Handler): boolean => handler.constructor?.name === 'AsyncFunction';

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
