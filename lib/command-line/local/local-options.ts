import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { GivenValues } from '../../local/index.ts';
import { DEFAULT_PAGE_PORT, DEFAULT_PORT } from '../../local/local-endpoint.ts';
import type { SeedUser } from '../../local/model.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { UsageError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/** What the command line says of a local pool. */
export interface LocalOptions {
  readonly app?: string;
  /** A folder with a flow, instead of a CDK app. */
  readonly lambdas?: string;
  readonly port?: string;
  /** The folder of a page that is served beside the pool. */
  readonly page?: string;
  readonly pagePort?: string;
  readonly memory?: true;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly issuer: string;
  readonly user?: readonly string[];
  readonly seed?: string;
  readonly password?: string;
  readonly env?: Pick<GivenValues, 'environment' | 'functions'>;
  readonly parameter?: TextMap;
  readonly export?: TextMap;
  readonly dynamodb?: string;
  /** Not `--env-file`: Node takes that for its own, wherever it stands. */
  readonly writeEnv?: string;
  readonly envPrefix?: string;
  readonly budgets?: true;
  readonly offline?: true;
  readonly watch: boolean;
  readonly verbose?: true;
}

/** Who can sign in where nobody is named. */
const ALICE: SeedUser = { username: 'alice@example.com' };

/** Who is made: whom the command line names, else alice. The first of them is the one to sign in with. */
export async function readSeed(
  { folder }: Pick<Terminal, 'folder'>,
  { user = [], seed, password }: Pick<LocalOptions, 'user' | 'seed' | 'password'>,
): Promise<readonly [SeedUser, ...SeedUser[]]> {
  const { parseUser, readSeedFile } = await import('./seed-users.ts');
  const [first = ALICE, ...others] = [
    ...user.map(parseUser),
    ...(seed === undefined ? [] : readSeedFile(folder, seed)),
  ];
  return [{ ...first, ...(password !== undefined && { password }) }, ...others];
}

/**
 * The folder with a flow, as it was named.
 *
 * @throws UsageError if it is a file, or isn't there
 */
export function readLambdas(folder: string, name: string): string {
  const found = statSync(resolve(folder, name), { throwIfNoEntry: false });
  if (found?.isDirectory()) return name;
  if (found) throw new UsageError(`${name} is a file: name its folder, ${dirname(name)}`);
  throw new UsageError(
    `there is no folder ${name}: name the one that holds sign-in.ts, which exports the flow (countersign init writes one)`,
  );
}

/**
 * The folder of a page, as it was named, and where it is served; undefined where none was named.
 *
 * @throws UsageError if it holds no page, or the port is none
 */
export function readPage(
  folder: string,
  { page, pagePort }: Pick<LocalOptions, 'page' | 'pagePort'>,
): { readonly folder: string; readonly port: number } | undefined {
  if (page === undefined) {
    if (pagePort === undefined) return undefined;
    throw new UsageError('--page-port says where a page is served: name its folder, too, by --page');
  }
  if (statSync(resolve(folder, page, 'index.html'), { throwIfNoEntry: false })?.isFile()) {
    return { folder: resolve(folder, page), port: portOf(pagePort ?? String(DEFAULT_PAGE_PORT), '--page-port') };
  }
  throw new UsageError(`there is no ${join(page, 'index.html')}: --page takes the folder that holds the page`);
}

/** @throws UsageError if it is no port */
export const readPort = (option: string | undefined, environment: string | undefined): number =>
  portOf(option ?? (environment || String(DEFAULT_PORT)), option === undefined ? 'PORT' : '--port');

function portOf(text: string, name: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`${name} takes a number from 0 (any free one) to 65535, got ${JSON.stringify(text)}`);
}

/** @throws UsageError if it is no URL of HTTP */
export function readDynamodb(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return text;
  throw new UsageError(`--dynamodb takes a URL such as http://127.0.0.1:8000, got ${JSON.stringify(text)}`);
}

/** @throws UsageError if it is neither */
export function readIssuer(text: string): 'local' | 'deployed' {
  if (text === 'local' || text === 'deployed') return text;
  throw new UsageError(`--issuer takes local or deployed, got ${JSON.stringify(text)}`);
}
