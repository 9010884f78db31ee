import type { builtInEnglish } from './built-in-english.ts';
import type { english } from './english.ts';

/** A sentence for each plural of a language, as `Intl.PluralRules` names them. `other` is each language's. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

type TextsLike<T> = {
  readonly [Key in keyof T]: T[Key] extends string
    ? string
    : T[Key] extends { readonly other: string }
      ? Plural
      : TextsLike<T[Key]>;
};

type ByName = Readonly<Record<string, string>>;

type English = Omit<typeof english, 'options'> & typeof builtInEnglish;

/** Everything that the sign-in says, in one language: the shape of `countersign/ui/texts/en.json`. */
export type Texts = TextsLike<Omit<English, 'steps' | 'options' | 'problems' | 'attributes'>> & {
  /** What asks a step without a form of its own, by the step's name. */
  readonly steps: ByName;
  /** Buttons of a choice, by the option's name. */
  readonly options: ByName;
  /** By the problem's `kind`: a challenge's own words too. */
  readonly problems: TextsLike<English['problems']> & ByName;
  /** Attributes that a pool asks for with a new password, by name. */
  readonly attributes: ByName;
};

type Some<T> = T extends string | Plural ? T : { readonly [Key in keyof T]?: Some<T[Key]> | undefined };

/** Texts to say instead of English ones: all of them, or some. */
export type SomeTexts = Some<Texts>;

/** Texts by names that others chose. A plural is none, though it is an object too. */
const GROUP = /^(steps|options|problems|attributes)$/;

const saidIn = (texts: object = {}): readonly (readonly [string, unknown])[] =>
  Object.entries(texts).filter(([, text]) => text !== undefined);

/** Texts laid over each other: what a later one says counts. */
export function laidOver(...layers: readonly (SomeTexts | undefined)[]): Texts {
  const all: Record<string, unknown> = {};
  for (const [key, value] of layers.flatMap(saidIn)) {
    all[key] = GROUP.test(key) ? { ...(all[key] as object), ...Object.fromEntries(saidIn(value as object)) } : value;
  }
  return all as unknown as Texts;
}

/** Fills a sentence's `{name}` placeholders. */
export const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name) => `${values[name] ?? whole}`);

/** The sentence for a count, its `{count}` filled in. */
export function counted(plural: Plural, count: number, lang: string): string {
  let rule: Intl.LDMLPluralRule = 'other';
  try {
    rule = new Intl.PluralRules(lang || undefined).select(count);
  } catch {
    // The page names no language that there is.
  }
  return filled(plural[rule] ?? plural.other, { count });
}

/** A name in words: `employeeNumber` becomes `Employee number`, `SMS_MFA` `Sms mfa`. */
export function inWords(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_:-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A time as `m:ss`: no plural to translate. */
export function minutesAndSeconds(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
