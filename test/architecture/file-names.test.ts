import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { sourcesIn } from './import-scan.ts';

/** In every folder these say the same: what it gives away, and what goes wrong in it. */
const SAME_EVERYWHERE: ReadonlySet<string> = new Set(['index.ts', 'errors.ts']);

/** Names that stand in these places alone, for one thing seen from each of them. */
const DOUBLES: Readonly<Record<string, { readonly in: readonly string[]; readonly because: string }>> = {
  'authentication.ts': {
    in: ['lib/local/operations', 'lib/protocol'],
    because: 'the API family that signs in: its operations, and the shapes of their requests',
  },
  'check.ts': { in: ['lib/command-line', 'lib/flow/proof'], because: 'the command, and what it runs' },
  'client-secrets.ts': {
    in: ['lib/local/operations', 'lib/local/store'],
    because: 'an API family, and the table it keeps',
  },
  'devices.ts': { in: ['lib/local/operations', 'lib/local/store'], because: 'an API family, and the table it keeps' },
  'groups.ts': { in: ['lib/local/operations', 'lib/local/store'], because: 'an API family, and the table it keeps' },
  'names.ts': {
    in: ['lib/local/store', 'lib/local/users'],
    because: 'the names by which a user is found, and the table that keeps them',
  },
  'sign-in.ts': { in: ['lib/client', 'lib/command-line'], because: 'the command, and what it calls' },
  'sign-up.ts': { in: ['lib/client', 'lib/local/operations'], because: 'an API family, called and answered' },
  'tokens.ts': {
    in: ['lib/client', 'lib/local/operations'],
    because: 'to be told apart: the tokens somebody holds, and the API family that revokes them',
  },
};

const placesOf = new Map<string, string[]>();
for (const file of sourcesIn('lib')) {
  const name = basename(file);
  placesOf.set(name, [...(placesOf.get(name) ?? []), file.slice(0, -name.length - 1)]);
}

test('a file’s name has one meaning', () => {
  const doubles = [...placesOf].filter(([name, places]) => places.length > 1 && !SAME_EVERYWHERE.has(name));

  expect(Object.fromEntries(doubles)).toEqual(
    Object.fromEntries(Object.entries(DOUBLES).map(([name, { in: places }]) => [name, places])),
  );
});
