import { readFileSync } from 'node:fs';

/** Reads a JSON file; `undefined` where there is none. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  return JSON.parse(text);
}
