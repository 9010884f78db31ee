import { expect, it, test } from 'vitest';
import { installCommand } from '../../lib/command-line/init/package-manager.ts';
import { defaultSpec, parsePackageSpec } from '../../lib/command-line/init/package-spec.ts';
import { project } from './run-command.ts';

it('is this version, where none is named', () => {
  expect(defaultSpec('1.2.3')).toEqual({ dependency: '^1.2.3', argument: 'countersign@1.2.3' });
});

it.each([
  ['1.2.3', '1.2.3', 'countersign@1.2.3'],
  ['countersign@1.2.3', '1.2.3', 'countersign@1.2.3'],
  ['countersign@^1.2.3', '^1.2.3', '"countersign@^1.2.3"'],
  ['next', 'next', 'countersign@next'],
  ['https://example.com/c.tgz', 'https://example.com/c.tgz', 'https://example.com/c.tgz'],
  ['github:someone/countersign', 'github:someone/countersign', 'github:someone/countersign'],
])('reads %s', (text, dependency, argument) => {
  expect(parsePackageSpec(text, '/nowhere', '/nowhere/app')).toEqual({ dependency, argument });
});

it('names a file from the project, wherever it was named from', () => {
  const folder = project({ 'c.tgz': '', 'app/d e.tgz': '' });
  expect(parsePackageSpec('c.tgz', folder, `${folder}/app`)).toEqual({
    dependency: 'file:../c.tgz',
    argument: '../c.tgz',
  });
  expect(parsePackageSpec(`file:${folder}/c.tgz`, '/', `${folder}/app`).dependency).toBe('file:../c.tgz');
  expect(parsePackageSpec('app/d e.tgz', folder, `${folder}/app`)).toEqual({
    dependency: 'file:d e.tgz',
    argument: '"./d e.tgz"',
  });
});

it.each(['c.tgz', './countersign', 'countersign@../c.tgz', '1.2.3; rm x'])(
  'refuses %s, where there is no such file',
  (text) => {
    expect(() => parsePackageSpec(text, '/nowhere', '/nowhere')).toThrow(
      /^--package takes a version or a path, and there is no file /,
    );
  },
);

test.each([
  ['npm', 'npm install c', 'npm install --save-dev c', 'npm install --prefix web c'],
  ['pnpm', 'pnpm add c', 'pnpm add --save-dev c', 'pnpm --dir web add c'],
  ['yarn', 'yarn add c', 'yarn add --dev c', 'yarn --cwd web add c'],
  ['bun', 'bun add c', 'bun add --dev c', 'bun add --cwd web c'],
] as const)('%s installs by its own command', (manager, here, development, elsewhere) => {
  const target = { folder: '.', isWorkspace: false, hasWorkspaces: false };
  expect(installCommand(manager, 'c', target)).toBe(here);
  expect(installCommand(manager, 'c', target, true)).toBe(development);
  expect(installCommand(manager, 'c', { ...target, folder: 'web' })).toBe(elsewhere);
});

test('workspaces are installed into by name of their folder, and the package above them if it is meant', () => {
  const above = { folder: '.', isWorkspace: false, hasWorkspaces: true };
  expect(installCommand('pnpm', 'c', above)).toBe('pnpm add -w c');
  expect(installCommand('npm', 'c', { folder: 'web', isWorkspace: true, hasWorkspaces: false })).toBe(
    'npm install --workspace web c',
  );
});
