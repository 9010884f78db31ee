/** When something was, as a person's clock had it: `14:03:59`. In milliseconds since 1970. */
export const clockTime = (at: number): string => new Date(at).toTimeString().slice(0, 8);
