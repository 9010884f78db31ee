/** The part of Web Locks that this takes. */
interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Does work that no other tab of this origin does meanwhile, where the platform has Web Locks. */
export function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { locks }: { readonly locks?: Locks } = navigator;
  return locks?.request(name, work) ?? work();
}
