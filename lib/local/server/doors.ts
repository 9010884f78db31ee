/** Who may knock: the names by which this server may be called, and the pages that may call what is private. */
export interface Doors {
  /**
   * Whether a request's Host header names this server. A page of another site that points its own name at 127.0.0.1
   * (DNS rebinding) is stopped here.
   */
  isOwnHost(host: string | undefined): boolean;
  /** Whether a request comes from this server's own pages, or from no page at all. */
  isOwnOrigin(headers: RequestOrigin): boolean;
}

/** The headers that say where a request comes from. */
export interface RequestOrigin {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** The name in a Host header, without its port. */
export const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

/** @param allowHosts names beside `localhost`, `127.0.0.1` and `[::1]`, without port */
export function doorsOf(allowHosts: readonly string[]): Doors {
  const names = new Set([...LOCAL_NAMES, ...allowHosts.map(nameOf)]);
  return {
    isOwnHost: (host) => host !== undefined && names.has(nameOf(host)),
    isOwnOrigin({ host, origin, 'sec-fetch-site': site }) {
      // Browsers leave Origin out of a plain GET, but not this one.
      if (site === 'cross-site' || site === 'same-site') return false;
      return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase());
    },
  };
}
