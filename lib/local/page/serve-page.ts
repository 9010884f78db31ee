import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PAGE_PORT, localEndpoint } from '../local-endpoint.ts';
import { doorsOf } from '../server/doors.ts';
import { listen } from '../server/listen.ts';
import { type PageRouterOptions, pageRouter } from './page-router.ts';

/** Which folder is served, and where. */
export interface PageOptions extends Omit<PageRouterOptions, 'doors'> {
  /** 0 takes any free one. @default 9340 */
  readonly port?: number | undefined;
  /** @default - 127.0.0.1 and ::1 */
  readonly hostname?: string | undefined;
  /** Names beside localhost by which the page may be called. @default [] */
  readonly allowHosts?: readonly string[] | undefined;
}

/** A page that is served. */
export interface ServedPage {
  /** Where it is: `http://localhost:9340`. */
  readonly url: string;
  /** Whether the folder has a `config.json`, which counts in the place of the pool's. */
  readonly hasOwnConfig: boolean;
  close(): Promise<void>;
}

/**
 * Serves a folder with an `index.html` on a port of its own, so that the page calls the pool from another origin, as a
 * deployed one does. Its TypeScript is bundled in memory when the page is loaded; what is wrong with it stands in the page.
 *
 * @throws PortInUseError, AddressError
 * @example
 * const page = await servePage({ folder: '/app/web', config: pool.config, onProblem: console.error });
 * page.url; // 'http://localhost:9340'
 */
export async function servePage(options: PageOptions): Promise<ServedPage> {
  const { folder, port = DEFAULT_PAGE_PORT, hostname, allowHosts = [] } = options;
  const doors = doorsOf(hostname === undefined ? allowHosts : [...allowHosts, hostname]);
  const listening = await listen(pageRouter({ ...options, doors }), { port, hostname, portOption: '--page-port' });
  return {
    url: localEndpoint(listening.port),
    hasOwnConfig: existsSync(join(folder, 'config.json')),
    close: listening.close,
  };
}
