import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What installs a project's packages. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const LOCK_FILES: readonly (readonly [file: string, manager: PackageManager])[] = [
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** Tells the package manager by the nearest lock file, here or above; npm where there is none. */
export function findPackageManager(folder: string): PackageManager {
  const found = LOCK_FILES.find(([file]) => existsSync(join(folder, file)));
  if (found) return found[1];
  const isTop = existsSync(join(folder, '.git')) || dirname(folder) === folder;
  return isTop ? 'npm' : findPackageManager(dirname(folder));
}

/** Whose package.json is to name a package. */
export interface InstallTarget {
  /** The folder of the package.json, from where the command is run. */
  readonly folder: string;
  /** Whether `folder` is one of the workspaces of the package where the command is run. */
  readonly isWorkspace: boolean;
  /** Whether workspaces are declared where the command is run. */
  readonly hasWorkspaces: boolean;
}

/** The command that adds a package to a project. */
export function installCommand(
  manager: PackageManager,
  spec: string,
  { folder, isWorkspace, hasWorkspaces }: InstallTarget,
  development = false,
): string {
  const here = folder === '.';
  const words = {
    npm: ['npm install', !here && `${isWorkspace ? '--workspace' : '--prefix'} ${folder}`, development && '--save-dev'],
    // Into the package above all workspaces only if it is meant.
    pnpm: ['pnpm', !here && `--dir ${folder}`, 'add', here && hasWorkspaces && '-w', development && '--save-dev'],
    yarn: ['yarn', !here && `--cwd ${folder}`, 'add', development && '--dev'],
    bun: ['bun add', !here && `--cwd ${folder}`, development && '--dev'],
  } as const;
  return [...words[manager], spec].filter(Boolean).join(' ');
}
