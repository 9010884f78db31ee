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
}

const VERSION = 1;
const LONGEST = 4096;

/** Writes a round's metadata, as short as it gets. */
export function writeMetadata({ name, index, picks, state }: RoundMetadata): string {
  return JSON.stringify([VERSION, name, index, picks, ...(state === undefined ? [] : [state])]);
}

/** Reads a round's metadata. Undefined for whatever {@link writeMetadata} didn't write: unknown means refuse. */
export function readMetadata(text: unknown): RoundMetadata | undefined {
  const parts = parseParts(text);
  if (!parts || parts.length > 5) return undefined;
  const [version, name, index, picks, state] = parts;
  if (version !== VERSION || typeof name !== 'string' || !name || !isCount(index) || !isTexts(picks)) return undefined;
  // JSON knows no undefined: where there is no state there was none.
  if (state === undefined) return { name, index, picks };
  return typeof state === 'string' ? { name, index, picks, state } : undefined;
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
