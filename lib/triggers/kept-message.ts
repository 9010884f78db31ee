/** What a round keeps of its message for the next one, beside the challenge's own state. */
export const keepMessage = (id: string, state: string | undefined): string =>
  state === undefined ? id : `${id}:${state}`;

/** Reads what {@link keepMessage} wrote. */
export function readKept(kept: string): { readonly id: string; readonly state: string | undefined } {
  const [id = ''] = kept.split(':', 1);
  return { id, state: id.length === kept.length ? undefined : kept.slice(id.length + 1) };
}
