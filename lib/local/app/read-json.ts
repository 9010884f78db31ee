import { readFileSync } from 'node:fs';

const NOT_THERE: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

/**
 * Reads a JSON file, with a byte order mark or without; `undefined` where there is none.
 *
 * @throws SyntaxError where it is no JSON; the system's error where it can't be read
 */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (NOT_THERE.has((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
  return JSON.parse(text.replace(/^\uFEFF/, ''));
}

/** Says of a file why it can't be read as JSON, for what `readJson` throws: the place of what is wrong, and nothing of the text. */
export function jsonProblem(file: string, error: unknown): string {
  if (!(error instanceof SyntaxError)) return `${file} can't be read: ${(error as Error).message}`;
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(error.message) ?? [];
  if (line !== undefined) return `${file} is no JSON, from line ${line}, column ${column} on`;
  return `${file} is no JSON${/^Unexpected end/.test(error.message) ? ': it ends too early' : ''}`;
}
