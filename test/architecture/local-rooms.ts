import { type Import, sourcesIn } from './import-scan.ts';

const LOCAL = 'lib/local/';

/**
 * The rooms of the local pool, folders and single files, from the bottom. One imports only from rows above its own; those
 * of one row know nothing of each other.
 */
export const LOCAL_ROOMS: readonly (readonly string[])[] = [
  ['model.ts', 'errors.ts', 'local-endpoint.ts', 'secret-text.ts', 'secret-id.ts', 'aws-host.ts'],
  ['storage-fault.ts', 'is-alive.ts'],
  ['settings', 'store', 'host', 'app-index.ts'],
  [
    'app',
    'folder-lock.ts',
    'kept-file.ts',
    'kms',
    'trace.ts',
    'unlocker.ts',
    'event-invocations.ts',
    'pool-registry.ts',
    'call-context.ts',
  ],
  ['users', 'passkeys', 'kept-store.ts'],
  ['tokens'],
  ['triggers', 'request'],
  ['messages'],
  ['sign-in'],
  ['operation.ts'],
  ['operations'],
  ['server'],
  ['stand-ins', 'page', 'local-pool.ts'],
  ['pool-on-store.ts'],
  ['start-local-pool.ts'],
  ['run-local.ts'],
  ['index.ts'],
];

/** Rooms that nobody below enters: what starts the local pool hands their parts on. */
const APART: Readonly<Record<string, readonly string[]>> = {
  app: ['run-local.ts', 'index.ts'],
  server: ['stand-ins', 'page', 'local-pool.ts', 'pool-on-store.ts', 'index.ts'],
};

/** The room of a file of the local pool: its folder there, or the file itself. */
export const roomOf = (file: string): string => file.slice(LOCAL.length).split('/')[0] as string;

const rowOf = (room: string): number => LOCAL_ROOMS.findIndex((row) => row.includes(room));

/** Why an import goes the wrong way through the local pool; undefined if it doesn't. */
export function wrongWay({ file, target }: Import): string | undefined {
  if (!file.startsWith(LOCAL) || !target?.startsWith(LOCAL)) return undefined;
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === to) return undefined;
  const mayEnter = APART[to]?.includes(from) ?? true;
  return mayEnter && rowOf(to) < rowOf(from) ? undefined : `${file} imports ${target}`;
}

/** The rooms that there are. */
export const localRooms = (): readonly string[] => [...new Set(sourcesIn('lib/local').map(roomOf))].sort();
