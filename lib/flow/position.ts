import { isTexts, parseParts } from './metadata.ts';
import type { Progress } from './progress.ts';

const VERSION = 1;
const PASSWORDS = ['absent', 'begun', 'passed'] as const;

/** What Create keeps for Verify, which gets no session: which challenge was asked, and the progress that led there. */
export interface Position {
  readonly name: string;
  readonly progress: Progress & { readonly picks: readonly string[] };
}

/** Writes a position: a few bytes. */
export function writePosition({ name, progress: { password, rounds, picks } }: Position): string {
  const results = rounds.map(({ passed, skipped }) => (passed ? '1' : skipped ? '2' : '0')).join('');
  return JSON.stringify([VERSION, name, PASSWORDS.indexOf(password), results, picks]);
}

/** Reads a position. Undefined for whatever {@link writePosition} didn't write. */
export function readPosition(text: unknown): Position | undefined {
  const parts = parseParts(text);
  if (parts?.length !== 5) return undefined;
  const [version, name, passwordIndex, results, picks] = parts;
  const password = typeof passwordIndex === 'number' ? PASSWORDS[passwordIndex] : undefined;
  if (version !== VERSION || typeof name !== 'string' || !password || !isTexts(picks)) return undefined;
  if (typeof results !== 'string' || !/^[012]{0,20}$/.test(results)) return undefined;
  const rounds = [...results].map((result) => ({ passed: result === '1', ...(result === '2' && { skipped: true }) }));
  return { name, progress: { password, rounds, picks } };
}
