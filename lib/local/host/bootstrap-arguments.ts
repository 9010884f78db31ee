import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

const FROM_SOURCE = import.meta.url.endsWith('.ts');
const BOOTSTRAP = new URL(`./bootstrap/bootstrap.${FROM_SOURCE ? 'ts' : 'js'}`, import.meta.url);
const IMPORT = /^import \{([^}]*)\} from '([^']+)';$/gm;
const COMMENTS = /^[ \t]*\/\*\*[\s\S]*?\*\/\n?/gm;

/**
 * Node's arguments to run the bootstrap: its modules as the text of one script, since each file that a child had to find and
 * read, and Node's loader of modules for a handler that needs none, would cost a cold start milliseconds. From source their
 * types are stripped here, once: a child that had to load Node's TypeScript parser would start 100 ms later, each time.
 *
 * The text takes named imports only, of built-in modules and of files, and names at the top that no two of them share.
 */
export function bootstrapArguments(): readonly string[] {
  const builtIn = new Map<string, Set<string>>();
  const text = withoutWarning(() => joined(BOOTSTRAP, new Set(), builtIn));
  const builtIns = [...builtIn].map(
    ([from, names]) => `const { ${[...names].join(', ')} } = process.getBuiltinModule('${from}');`,
  );
  return ['--eval', ["(() => {'use strict';", ...builtIns, text, '})();'].join('\n')];
}

/** A module after those that it imports, each once. */
function joined(module: URL, taken: Set<string>, builtIn: Map<string, Set<string>>): string {
  if (taken.has(module.href)) return '';
  taken.add(module.href);
  const source = readFileSync(module, 'utf8');
  const imported: string[] = [];
  const own = (FROM_SOURCE ? stripTypeScriptTypes(source) : source)
    .replace(COMMENTS, '')
    .replace(IMPORT, (_, names: string, from: string) => {
      if (from.startsWith('.')) imported.push(joined(new URL(from, module), taken, builtIn));
      else builtIn.set(from, new Set([...(builtIn.get(from) ?? []), ...names.split(',').map(trimmed)]));
      return '';
    })
    .replace(/^export /gm, '');
  return [...imported, own].join('\n').replaceAll(/\n{2,}/g, '\n');
}

const trimmed = (text: string): string => text.trim();

/** Stripping is marked experimental in Node 24; whoever runs from source is told nothing by hearing of it. */
function withoutWarning<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}
