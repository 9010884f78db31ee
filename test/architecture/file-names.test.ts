import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { root, sourcesIn } from './import-scan.ts';

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

/** Types that more than one file exports under one name. */
const DOUBLE_TYPES: Readonly<Record<string, { readonly in: readonly string[]; readonly because: string }>> = {
  ConfigurationError: {
    in: ['lib/aws/errors.ts', 'lib/client/errors.ts'],
    because: 'to be told apart: the settings of a handler, and those of a client',
  },
  FirstFactor: {
    in: ['lib/client/cognito-step.ts', 'lib/local/sign-in/auth-flows.ts'],
    because: 'Cognito’s first factors, as a client names them and as the local pool does',
  },
  Round: {
    in: ['lib/flow/progress.ts', 'lib/protocol/round.ts'],
    because: 'to be told apart: a round as a replay needs it, and as Create writes it for a client',
  },
  SimulatedUser: {
    in: ['lib/local/users/simulated-user.ts', 'lib/testing/simulate.ts'],
    because: 'to be told apart: who stands for a user that doesn’t exist, and the user of a simulation',
  },
  TriggerHandler: {
    in: ['lib/testing/in-process-triggers.ts', 'lib/triggers/trigger-handler.ts'],
    because: 'to be told apart: any Lambda handler, and what a flow makes for one trigger',
  },
  TriggerHandlers: {
    in: ['lib/constructs/trigger-handlers.ts', 'lib/testing/in-process-triggers.ts'],
    because: 'to be told apart: the Lambda functions of a stack, and the handlers that run in a test',
  },
};

const DECLARATION = /^export (?:declare )?(?:abstract )?(?:type|interface|class) (\w+)/gm;

test('an exported type’s name has one meaning', () => {
  const filesOf = new Map<string, string[]>();
  for (const file of sourcesIn('lib')) {
    for (const [, name = ''] of readFileSync(join(root, file), 'utf8').matchAll(DECLARATION)) {
      filesOf.set(name, [...(filesOf.get(name) ?? []), file]);
    }
  }
  const doubles = [...filesOf].filter(([, files]) => files.length > 1);

  expect(Object.fromEntries(doubles)).toEqual(
    Object.fromEntries(Object.entries(DOUBLE_TYPES).map(([name, { in: files }]) => [name, files])),
  );
});
