/** Calls a function of the page's own. What it throws is the page's fault: its console tells, and the sign-in goes on. */
export function callPage<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
    return undefined;
  }
}
