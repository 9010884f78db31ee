import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import type { Entry } from './entries.ts';

/** What `countersign types` hands to a compiler, beside what is exported; to each as CommonJS. */
const PRINTED_BY_TYPES = 'lib/command-line/types/portable.d.ts';

/**
 * Finishes what tsc declared: modules are named as compilers of every age find them, declarations that no exported one
 * reaches are left out, and those of CommonJS stand a second time, where their package.json says that they are.
 */
export function finishDeclarations(dist: string, entries: readonly Entry[]): void {
  const declared = declarationsIn(dist);
  for (const file of declared) {
    const path = join(dist, file);
    writeFileSync(path, withJavaScriptNames(readFileSync(path, 'utf8')));
  }
  const ofCommonJs = entries.filter(({ commonJs }) => commonJs).map(declarationOf);
  const commonJs = reachedFrom(dist, [...ofCommonJs, PRINTED_BY_TYPES]);
  const all = reachedFrom(dist, entries.map(declarationOf));
  for (const file of commonJs) {
    mkdirSync(dirname(join(dist, 'cjs', file)), { recursive: true });
    cpSync(join(dist, file), join(dist, 'cjs', file));
  }
  for (const file of declared) if (!all.has(file)) rmSync(join(dist, file));
}

const declarationsIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => file.replaceAll(sep, '/'));

const declarationOf = ({ module }: Entry): string => module.replace(/\.js$/, '.d.ts');

/** A module's name as the compiler prints it: in a statement's `from`, or in a type's `import("…")`. Never in a comment. */
const SPECIFIER = /(?<=^(?!\s*(?:\*|\/[/*])).*\b(?:from |import ?\(?)["'])\.{1,2}\/[^"']+(?=["'])/gm;

/** `./flow.ts` becomes `./flow.js`: tsc rewrites that in JavaScript alone. By that name every compiler finds a declaration. */
const withJavaScriptNames = (text: string): string =>
  text.replace(SPECIFIER, (specifier) => specifier.replace(/\.ts$/, '.js'));

/** The declarations that some need, these included. */
function reachedFrom(dist: string, files: readonly string[]): ReadonlySet<string> {
  const reached = new Set(files);
  // The set grows while it is walked.
  for (const file of reached) {
    for (const [specifier] of readFileSync(join(dist, file), 'utf8').matchAll(SPECIFIER)) {
      reached.add(posix.join(posix.dirname(file), specifier.replace(/\.js$/, '.d.ts')));
    }
  }
  return reached;
}
