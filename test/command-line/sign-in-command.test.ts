import { expect, test } from 'vitest';
import { signInCommand } from '../../lib/command-line/local/sign-in-command.ts';
import { project, root } from './run-command.ts';

test('is the script of this repository', () => {
  expect(signInCommand(root)).toBe('npm run sign-in --');
});

test.each([
  ['has a script of its own for it', '{"scripts":{"sign-in":"countersign sign-in"}}', 'npm run sign-in --'],
  ['has another script of that name', '{"scripts":{"sign-in":"playwright test"}}', 'npx countersign sign-in'],
  ['has none', '{"scripts":{"start":"countersign local"}}', 'npx countersign sign-in'],
  ['has no scripts', '{}', 'npx countersign sign-in'],
  ['has a manifest that nobody can read', '{', 'npx countersign sign-in'],
])('in a project that %s', (_case, manifest, command) => {
  expect(signInCommand(project({ 'package.json': manifest }))).toBe(command);
});
