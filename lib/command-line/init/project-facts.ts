import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CdkApp, findCdkApp } from './cdk-app.ts';
import { type FlowFile, findFlowFile } from './flow-file.ts';
import { type FrontEnd, findFrontEnds, frontEndAt } from './front-end.ts';
import { newProjectFiles } from './hello-world.ts';
import { findPackageManager, type PackageManager } from './package-manager.ts';
import { assertNoFile, type ProjectManifest, readManifest, readText } from './read-project.ts';

/** What stands in the folder where a sign-in is to begin. */
export interface ProjectFacts {
  /** Of the folder itself; undefined where it has no package.json. */
  readonly manifest: ProjectManifest | undefined;
  readonly packageManager: PackageManager;
  /** Whether `countersign` can be run there already. */
  readonly isInstalled: boolean;
  /** Files there that a new project would be given. */
  readonly existing: ReadonlySet<string>;
  /** Whether git leaves out the packages that are installed there, or will by the file that it is given. */
  readonly ignoresPackages: boolean;
  readonly flow: FlowFile | undefined;
  readonly cdk: CdkApp | undefined;
  readonly frontEnds: readonly FrontEnd[];
}

/**
 * Looks into a folder. One that isn't there is empty.
 *
 * @param frontEnd the front end that is meant, a path from the folder; undefined to look for them
 * @throws UsageError, FailedError if something there is not what its name says
 */
export function readFacts(folder: string, frontEnd: string | undefined): ProjectFacts {
  assertNoFile(folder, folder);
  const manifest = readManifest(folder);
  return {
    manifest,
    packageManager: findPackageManager(folder),
    isInstalled: isInstalledAt(folder),
    existing: new Set(Object.keys(newProjectFiles('', '')).filter((name) => existsSync(join(folder, name)))),
    ignoresPackages: readText(join(folder, '.gitignore'), '.gitignore')?.includes('node_modules') !== false,
    flow: findFlowFile(folder),
    cdk: findCdkApp(folder, manifest),
    frontEnds: frontEnd === undefined ? findFrontEnds(folder, manifest) : [frontEndAt(folder, frontEnd, manifest)],
  };
}

/** Node.js looks for packages in all folders above, too. Yarn may keep them without a folder. */
function isInstalledAt(folder: string): boolean {
  if (existsSync(join(folder, 'node_modules/countersign')) || existsSync(join(folder, '.pnp.cjs'))) return true;
  return dirname(folder) !== folder && isInstalledAt(dirname(folder));
}
