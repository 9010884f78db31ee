/** What a user asks for instead of answering: the message again, another choice, or to go on without this challenge. */
export type Extra = 'resend' | 'back' | 'skip';

const EXTRAS: ReadonlySet<unknown> = new Set<Extra>(['resend', 'back', 'skip']);

/** Whether a value names an extra. */
export const isExtra = (value: unknown): value is Extra => EXTRAS.has(value);
