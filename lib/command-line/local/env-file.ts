import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LocalConfig } from '../../local/index.ts';
import { publicClient } from '../../local/server/pool-config.ts';
import { isRecord } from '../../protocol/is-record.ts';

/** What a front end's build tool lets through to the page: variables that begin so. The first that a project has counts. */
const PREFIXES: readonly (readonly [packageName: string, prefix: string])[] = [
  ['next', 'NEXT_PUBLIC_'],
  ['expo', 'EXPO_PUBLIC_'],
  ['nuxt', 'NUXT_PUBLIC_'],
  ['astro', 'PUBLIC_'],
  ['@sveltejs/kit', 'PUBLIC_'],
  ['react-scripts', 'REACT_APP_'],
  ['vite', 'VITE_'],
];

/** What is written, and where. */
export interface EnvFile {
  readonly path: string;
  /** @default - that of the build tool in the nearest package.json; none where there is none */
  readonly prefix?: string | undefined;
}

/**
 * Writes what a front end must know of the local pool into its environment file: PREFIX + USER_POOL_ID,
 * USER_POOL_CLIENT_ID and USER_POOL_ENDPOINT. Its other lines stay; nothing secret goes in.
 *
 * @returns the names of the variables
 */
export function writeEnvFile({ path, prefix = prefixFor(dirname(path)) }: EnvFile, config: LocalConfig): string[] {
  const client = publicClient(config);
  const values = {
    [`${prefix}USER_POOL_ID`]: client?.userPoolId ?? config.userPoolId ?? '',
    [`${prefix}USER_POOL_CLIENT_ID`]: client?.clientId ?? '',
    [`${prefix}USER_POOL_ENDPOINT`]: config.endpoint,
  };
  mkdirSync(dirname(path), { recursive: true });
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const after = withVariables(before, values);
  // A build tool starts anew when the file is written.
  if (after !== before) writeFileSync(path, after);
  return Object.keys(values);
}

/** Replaces the lines of these variables, each in its place; adds the others at the end. */
export function withVariables(text: string, values: Readonly<Record<string, string>>): string {
  const missing = new Map(Object.entries(values));
  const lines = text.split('\n').map((line) => {
    const name = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/.exec(line)?.[1];
    if (name === undefined || values[name] === undefined) return line;
    missing.delete(name);
    return `${name}=${values[name]}`;
  });
  if (missing.size === 0) return lines.join('\n');
  if (lines.at(-1) === '') lines.pop();
  return [...lines, ...[...missing].map(([name, value]) => `${name}=${value}`), ''].join('\n');
}

function prefixFor(folder: string): string {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return dirname(folder) === folder ? '' : prefixFor(dirname(folder));
  const { dependencies, devDependencies } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const names = new Set([dependencies, devDependencies].flatMap((each) => (isRecord(each) ? Object.keys(each) : [])));
  return PREFIXES.find(([name]) => names.has(name))?.[1] ?? '';
}
