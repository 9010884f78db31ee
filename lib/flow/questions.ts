import type { StringMap } from './challenge.ts';

/**
 * What a flow may ask about the user. It never holds an attribute's value, so that {@link check} can take each answer
 * both ways and there is no value it didn't try.
 */
export interface UserQuestions {
  /** Whether the attribute is set. */
  has(name: string): boolean;
  /** Whether the attribute has this very value. `…_verified` is compared without regard to case. */
  is(name: string, value: string): boolean;
  /**
   * Whether the value satisfies the predicate. False if it is absent or the predicate throws. The predicate is called
   * twice; one that doesn't say the same again, or neither true nor false, stops the sign-in as impure.
   */
  test(name: string, predicate: Predicate): boolean;
}

/** Tells something of an attribute's value. It may depend on nothing else. */
export type Predicate = (value: string) => boolean;

/** How a user that doesn't exist answers: as the flow's typical one would. */
export interface UnknownUser {
  /** Attributes it has, whatever their values. */
  readonly has?: readonly string[];
  /** Attributes it has, with their values. */
  readonly is?: StringMap;
}

const attributeOf = (attributes: StringMap, name: string): string | undefined => {
  const value: unknown = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** What a predicate says of a value: false where it throws. One of JavaScript may say anything. */
export const passes = (predicate: Predicate, value: string): boolean => {
  try {
    return predicate(value);
  } catch {
    return false;
  }
};

/** The questions, answered from a user's attributes. */
export const questionsAbout = (attributes: StringMap): UserQuestions => ({
  has: (name) => attributeOf(attributes, name) !== undefined,
  is: (name, value) => {
    const actual = attributeOf(attributes, name);
    // Cognito was seen to send "True" (docs/cognito.md#12-events).
    return name.endsWith('_verified') ? actual?.toLowerCase() === value.toLowerCase() : actual === value;
  },
  test: (name, predicate) => {
    const value = attributeOf(attributes, name);
    return value !== undefined && passes(predicate, value) === true;
  },
});

/** What every user that exists has, and can sign in with: a flow that asks for it must not see who doesn't exist. */
const EVERYBODY: { readonly has: readonly string[]; readonly is: StringMap } = {
  has: ['sub'],
  is: { 'cognito:user_status': 'CONFIRMED' },
};

/** Whether every user that exists has the attribute. */
export const everybodyHas = (name: string): boolean =>
  EVERYBODY.has.includes(name) || Object.hasOwn(EVERYBODY.is, name);

/** The questions, answered as the flow's typical user would. */
export const questionsAboutUnknown = (unknownUser: UnknownUser): UserQuestions => {
  const has = [...EVERYBODY.has, ...(unknownUser.has ?? [])];
  const known = questionsAbout({ ...EVERYBODY.is, ...unknownUser.is });
  return { ...known, has: (name) => has.includes(name) || known.has(name) };
};
