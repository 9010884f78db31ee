/** What a round keeps of its message for the next one, beside the challenge's own state. */
export const keepMessage = (id: string, state: string | undefined): string =>
  state === undefined ? id : `${id}:${state}`;

/** What {@link keepMessage} wrote. */
export interface KeptMessage {
  /** Absent: there was no round before. */
  readonly id: string | undefined;
  readonly state: string | undefined;
}

/** Reads what {@link keepMessage} wrote. */
export function readKept(kept: string | undefined): KeptMessage {
  if (kept === undefined) return { id: undefined, state: undefined };
  const end = kept.indexOf(':');
  return end < 0 ? { id: kept, state: undefined } : { id: kept.slice(0, end), state: kept.slice(end + 1) };
}
