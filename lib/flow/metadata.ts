import { type Extra, isExtra } from './extra.ts';

/** What `challengeMetadata` carries from round to round. Cognito seals it in the session; the client never sees it. */
export interface RoundMetadata {
  /** The challenge's name, or `choose`. */
  readonly name: string;
  /** Which ask of the flow it is, from 0. */
  readonly index: number;
  /** What the user picked in the choices before this round. */
  readonly picks: readonly string[];
  /** The challenge's own small state. */
  readonly state?: string;
  /** What the user asked for in the round before, instead of answering it. */
  readonly after?: Extra;
}

const VERSION = 1;
const LONGEST = 4096;

/** Writes a round's metadata, as short as it gets. */
export function writeMetadata({ name, index, picks, state, after }: RoundMetadata): string {
  const own = after === undefined ? (state === undefined ? [] : [state]) : [state ?? null, after];
  return JSON.stringify([VERSION, name, index, picks, ...own]);
}

/** Reads a round's metadata. Undefined for whatever {@link writeMetadata} didn't write: unknown means refuse. */
export function readMetadata(text: unknown): RoundMetadata | undefined {
  const parts = parseParts(text);
  if (!parts || parts.length > 6) return undefined;
  const [version, name, index, picks, state, after] = parts;
  if (version !== VERSION || typeof name !== 'string' || !name || !isCount(index) || !isTexts(picks)) return undefined;
  const read = { name, index, picks, ...(typeof state === 'string' && { state }) };
  // JSON knows no undefined: what is undefined wasn't there.
  if (after === undefined) return state === undefined || 'state' in read ? read : undefined;
  return isExtra(after) && (state === null || 'state' in read) ? { ...read, after } : undefined;
}

/** Parses a short JSON array; undefined for anything else. */
export function parseParts(text: unknown): readonly unknown[] | undefined {
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) ? parts : undefined;
  } catch {
    return undefined;
  }
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** Whether a value is an array of texts. */
export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
