import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { UsageError } from '../errors.ts';
import { foldersIn, namesIn, type ProjectManifest, readManifest, readText } from './read-project.ts';

/** A front end of the project. */
export interface FrontEnd {
  /** Its path from the project; `.` where it is the project. */
  readonly folder: string;
  readonly kind: 'vite' | 'next' | 'plain';
  readonly language: 'TypeScript' | 'JavaScript';
  /** The folder that its code is in, a path from the project. */
  readonly codeFolder: string;
  /** Whether the types of `import.meta.env` are known in all of its files. */
  readonly knowsViteTypes: boolean;
  /** A file of the name that the client would have. */
  readonly existing: { readonly path: string; readonly isClient: boolean } | undefined;
  /** Its own package.json. */
  readonly manifest: ProjectManifest | undefined;
}

const USUAL_FOLDERS = ['web', 'frontend', 'front-end', 'client', 'ui', 'site', 'website', 'webapp', 'app'];
const MONOREPO_FOLDERS = ['apps', 'packages'];

/** Finds the front ends of a project: the project itself, or else those in the folders where they usually are. */
export function findFrontEnds(project: string, manifest: ProjectManifest | undefined): readonly FrontEnd[] {
  const here = readFrontEnd(project, '.', manifest);
  if (here) return [here];
  const nested = MONOREPO_FOLDERS.flatMap((parent) =>
    foldersIn(join(project, parent)).map((name) => `${parent}/${name}`),
  );
  return [...USUAL_FOLDERS.filter((name) => existsSync(join(project, name))), ...nested]
    .map((folder) => readFrontEnd(project, folder, manifest))
    .filter((found) => found !== undefined);
}

/**
 * Reads the front end that is named.
 *
 * @param folder its path from the project
 * @throws UsageError if there is none
 */
export function frontEndAt(project: string, folder: string, manifest: ProjectManifest | undefined): FrontEnd {
  const found = readFrontEnd(project, posix.normalize(folder).replace(/(?<=.)\/$/, ''), manifest);
  if (found) return found;
  throw new UsageError(`there is no front end in ${folder}: none of Vite, Next.js and an index.html`);
}

function readFrontEnd(
  project: string,
  folder: string,
  projectManifest: ProjectManifest | undefined,
): FrontEnd | undefined {
  const names = namesIn(join(project, folder));
  const manifest = folder === '.' ? projectManifest : readManifest(join(project, folder), `${folder}/`);
  const kind = kindOf(names, manifest);
  if (kind === undefined) return undefined;
  const settings = names.filter((name) => /^tsconfig.*\.json$/.test(name)).map((name) => posix.join(folder, name));
  const depends = (manifest ?? projectManifest)?.dependencies.has('typescript') === true;
  const codeFolder = posix.join(folder, codeFolderOf(kind, names));
  return {
    folder,
    kind,
    language: settings.length > 0 || (kind !== 'plain' && depends) ? 'TypeScript' : 'JavaScript',
    codeFolder,
    knowsViteTypes:
      existsSync(join(project, codeFolder, 'vite-env.d.ts')) ||
      settings.some((path) => readText(join(project, path), path)?.includes('"vite/client"')),
    existing: findClientFile(project, codeFolder),
    manifest: folder === '.' ? undefined : manifest,
  };
}

function findClientFile(project: string, codeFolder: string): FrontEnd['existing'] {
  const name = namesIn(join(project, codeFolder)).find((each) => /^sign-in\.[cm]?[jt]sx?$/.test(each));
  if (name === undefined) return undefined;
  const path = posix.join(codeFolder, name);
  return { path, isClient: readText(join(project, path), path)?.includes('countersign/client') === true };
}

function kindOf(names: readonly string[], manifest: ProjectManifest | undefined): FrontEnd['kind'] | undefined {
  const has = (tool: string): boolean =>
    names.some((name) => new RegExp(`^${tool}\\.config\\.[cm]?[jt]s$`).test(name)) ||
    manifest?.dependencies.has(tool) === true;
  if (has('next')) return 'next';
  if (has('vite')) return 'vite';
  return names.includes('index.html') ? 'plain' : undefined;
}

function codeFolderOf(kind: FrontEnd['kind'], names: readonly string[]): string {
  if (names.includes('src')) return 'src';
  return kind === 'next' && names.includes('app') ? 'app' : '.';
}
