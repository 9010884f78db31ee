/** Wrappers of handlers as three libraries have them, written anew, and the same as middleware. Each tells what it saw. */

type Handler = (event: never, context: never) => Promise<unknown>;
type Callback = (error: unknown, answer?: unknown) => void;

/** What the wrappers saw, by their own words. */
export const told: string[] = [];

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** As Sentry's: a promise's function of two parameters, which reports what is thrown and throws it on. */
export const capturing =
  (handler: Handler) =>
  async (event: never, context: never): Promise<unknown> => {
    try {
      return await handler(event, context);
    } catch (error) {
      told.push(`captured ${messageOf(error)}`);
      throw error;
    }
  };

/** As Datadog's: a function that states no parameter, and marks what it has wrapped. */
export const counting = (handler: Handler) =>
  Object.assign(
    async (...given: [never, never]): Promise<unknown> => {
      told.push('invocation');
      try {
        return await handler(...given);
      } finally {
        told.push('duration');
      }
    },
    { wrapped: true },
  );

/** As OpenTelemetry's instrumentation puts it in an export's place, where the runtime takes no callback. */
export const patched = (handler: Handler) =>
  function patchedHandler(this: unknown, event: never, context: never): Promise<unknown> {
    told.push('span begins');
    return handler.call(this, event, context).finally(() => told.push('span ends'));
  };

/** The same for the runtimes that take one. */
export const patchedWithCallback = (handler: Handler) =>
  function patchedHandler(this: unknown, event: never, context: never, callback: Callback): Promise<unknown> {
    told.push('span begins');
    const ended: Callback = (...outcome) => {
      told.push('span ends');
      callback(...outcome);
    };
    const answer = handler.call(this, event, context);
    answer.then((value) => ended(null, value), ended);
    return answer;
  };

/** What the first does, as middleware. */
export const captures = {
  onError: async ({ error }: { readonly error: Error | null | undefined }): Promise<void> => {
    told.push(`captured ${messageOf(error)}`);
  },
};

/** What the second does. */
export const counts = {
  before: (): void => {
    told.push('invocation');
  },
  after: (): void => {
    told.push('duration');
  },
  onError: (): void => {
    told.push('duration');
  },
};

/** What the third does. */
export const spans = {
  before: (): void => {
    told.push('span begins');
  },
  after: (): void => {
    told.push('span ends');
  },
  onError: (): void => {
    told.push('span ends');
  },
};
