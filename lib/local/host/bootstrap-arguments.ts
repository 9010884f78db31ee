import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Node's arguments to run the bootstrap. From source its types are stripped here, once: a child that had to load Node's
 * TypeScript parser would start 100 ms later, each time.
 */
export function bootstrapArguments(): readonly string[] {
  if (!import.meta.url.endsWith('.ts')) return [fileURLToPath(new URL('./bootstrap.js', import.meta.url))];
  const source = readFileSync(new URL('./bootstrap.ts', import.meta.url), 'utf8');
  return ['--input-type=module', '--eval', withoutWarning(() => stripTypeScriptTypes(source))];
}

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
