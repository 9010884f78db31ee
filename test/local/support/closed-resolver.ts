import dns from 'node:dns';

const HERE = /^(?:localhost|.+\.localhost|127\.0\.0\.1|::1)$/;

/** What a test's own process may not look up. */
export interface ClosedResolver {
  /** The names of others that were asked for. */
  readonly asked: readonly string[];
  open(): void;
}

/** Keeps this process from looking up any name but its own machine's: whoever needs one fails, and it is written down. */
export function closeResolver(): ClosedResolver {
  const asked: string[] = [];
  const { lookup } = dns;
  const closed = (...given: unknown[]): unknown => {
    const [name, callback] = [String(given[0]), given.at(-1) as (error: Error) => void];
    if (HERE.test(name)) return Reflect.apply(lookup, dns, given);
    asked.push(name);
    return process.nextTick(callback, new Error(`${name} isn't this machine`));
  };
  Object.assign(dns, { lookup: closed });
  return { asked, open: () => Object.assign(dns, { lookup }) };
}
