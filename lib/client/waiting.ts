interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Does work that no other tab of this origin does meanwhile, where the platform has Web Locks. */
export function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { locks }: { readonly locks?: Locks } = navigator;
  return locks?.request(name, work) ?? work();
}

/** Waits for a promise until the signal aborts; what is waited for goes on. */
export const abortable = <T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    promise.then(resolve, reject);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
