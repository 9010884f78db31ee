import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** One import of a source file, as it stands there. */
export interface Import {
  /** The importing file, from the repository's root. */
  readonly file: string;
  /** As written: `./flow.ts`, `node:crypto`, `hono`. */
  readonly specifier: string;
  /** The imported file from the repository's root, where the specifier is relative. */
  readonly target?: string;
  /** Gone after compilation. */
  readonly typeOnly: boolean;
}

export const root = resolve(import.meta.dirname, '../..');

/** Every TypeScript file under a folder, from the repository's root. */
export function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => toPosix(relative(root, join(entry.parentPath, entry.name))))
    .sort();
}

const toPosix = (path: string): string => path.split(sep).join('/');

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;
const STATEMENT = /^\s*(import|export)\s+(type\s+)?([^;'"`]*?\sfrom\s+)?(?:'([^'\n]+)'|"([^"\n]+)")/gm;
const CALL = /\bimport\(\s*(?:'([^'\n]+)'|"([^"\n]+)")\s*\)/g;
const REQUIRE = /\brequire\w*(?:\([^()]*\))?\(\s*(?:'([^'\n]+)'|"([^"\n]+)")\s*\)/g;

/** The imports of a file. */
export const importsOf = (file: string): readonly Import[] => importsIn(file, readFileSync(join(root, file), 'utf8'));

/** Reads the imports of a source: static, dynamic and required, types included. */
export function importsIn(file: string, source: string): readonly Import[] {
  const text = source.replace(COMMENT, '');
  const made = (specifier: string, typeOnly: boolean): Import => ({
    file,
    specifier,
    typeOnly,
    ...(specifier.startsWith('.') && { target: toPosix(join(dirname(file), specifier)) }),
  });
  const found: Import[] = [];
  for (const [, , type, , single, double] of text.matchAll(STATEMENT)) {
    found.push(made(single ?? double ?? '', type !== undefined));
  }
  for (const pattern of [CALL, REQUIRE]) {
    for (const match of text.matchAll(pattern)) {
      const before = text.slice(0, match.index);
      // `typeof import('…')` and `: import('…').Name` are types.
      const typeOnly = pattern === CALL && /(?:typeof|[:<|&]|\btype\s+\w+\s*=)\s*$/.test(before);
      found.push(made(match[1] ?? match[2] ?? '', typeOnly));
    }
  }
  return found;
}
