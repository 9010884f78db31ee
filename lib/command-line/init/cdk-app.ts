import { join } from 'node:path';
import { namesIn, type ProjectManifest, readJson, readText } from './read-project.ts';

/** A CDK app, as far as its files tell. */
export interface CdkApp {
  /** What it is written in, or the name of a language that the construct can't be used from. */
  readonly language: 'TypeScript' | 'JavaScript' | { readonly other: string };
  /** Its files that may declare a stack, or use the construct already. */
  readonly sources: readonly SourceFile[];
}

/** A file, by its path from the project. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Finds the CDK app of a folder; undefined where there is no cdk.json. */
export function findCdkApp(folder: string, manifest: ProjectManifest | undefined): CdkApp | undefined {
  const settings = readJson(folder, 'cdk.json');
  if (!settings) return undefined;
  const sources = ['bin', 'lib'].flatMap((place) => sourcesIn(folder, place));
  const other = otherLanguage(String(settings.app ?? ''));
  if (other !== undefined) return { language: { other }, sources: [] };
  const inTypeScript = sources.some(({ path }) => path.endsWith('ts')) || manifest?.dependencies.has('typescript');
  return { language: inTypeScript ? 'TypeScript' : 'JavaScript', sources };
}

const OTHER_LANGUAGES: readonly (readonly [command: RegExp, language: string])[] = [
  [/\bpython3?\b|\.py\b|\buv run\b|\bpoetry\b/, 'Python'],
  [/\bmvn|\bgradle|\bjava\b/, 'Java'],
  [/\bdotnet\b/, '.NET'],
  [/\bgo (mod|run)\b/, 'Go'],
];

const otherLanguage = (command: string): string | undefined =>
  OTHER_LANGUAGES.find(([pattern]) => pattern.test(command))?.[1];

function sourcesIn(folder: string, place: string): readonly SourceFile[] {
  const names = namesIn(join(folder, place));
  return names
    .filter((name) => /(?<!\.d)\.[cm]?[jt]s$/.test(name) && !isCompiled(name, names))
    .map((name) => ({ path: `${place}/${name}`, text: readText(join(folder, place, name), `${place}/${name}`) ?? '' }));
}

/** What `tsc` leaves beside a source must not be edited. */
const isCompiled = (name: string, names: readonly string[]): boolean =>
  names.includes(name.replace(/js$/, 'ts')) && name.endsWith('js');
