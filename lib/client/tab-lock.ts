/** The part of Web Locks that this takes. */
interface Platform {
  readonly navigator: { readonly locks: { request(name: string, work: () => Promise<unknown>): Promise<unknown> } };
}

/** Does work that no other tab of this origin does meanwhile, where the platform has Web Locks and lets us. */
export async function exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  let working: Promise<Result> | undefined;
  const workOnce = () => {
    working ??= work();
    return working;
  };
  try {
    await (globalThis as unknown as Platform).navigator.locks.request(name, workOnce);
  } catch {
    // No locks here, or none for this origin. What the work itself throws comes below.
  }
  return workOnce();
}
