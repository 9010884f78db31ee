import { CognitoError, invalidParameter } from '../../protocol/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import type { TextMap } from '../../protocol/text-map.ts';

/** Reads one member of a request; what is wrong with it goes to `problems`, in AWS's words. */
export type Member<T> = (value: unknown, at: string, problems: string[]) => T;

type Members = Readonly<Record<string, Member<unknown>>>;

/** What a record of members reads as. */
export type Input<Named extends Members> = {
  readonly [Name in keyof Named]: Named[Name] extends Member<infer T> ? T : never;
};

/** The limits of a text. */
export interface TextLimits {
  /** @default 1 */
  readonly min?: number;
  /** @default 131072 */
  readonly max?: number;
  readonly pattern?: RegExp;
  /** Its value stands in no error. @default false */
  readonly secret?: boolean;
}

const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null;

/** A member of another type than its own never gets as far as validation. */
function wrongType(value: unknown, wanted: string): CognitoError {
  const given = Array.isArray(value) ? 'LIST' : isRecord(value) ? 'STRUCTURE' : (typeof value).toUpperCase();
  return new CognitoError('SerializationException', `${given}_VALUE can not be converted to ${wanted}`);
}

const failed = (value: string, at: string, constraint: string): string =>
  `Value ${value}at '${at}' failed to satisfy constraint: Member must ${constraint}`;

/** A member that must be there; `empty` only stands in until the problem ends the request. */
const required =
  <T>(empty: T, read: Member<T>): Member<T> =>
  (value, at, problems) => {
    if (!isAbsent(value)) return read(value, at, problems);
    problems.push(failed('null ', at, 'not be null'));
    return empty;
  };

/** A member that may be absent. */
export const optional =
  <T>(member: Member<T>): Member<T | undefined> =>
  (value, at, problems) =>
    isAbsent(value) ? undefined : member(value, at, problems);

/** A text within its limits. */
export const text = ({ min = 1, max = 131_072, pattern, secret = false }: TextLimits = {}): Member<string> =>
  required('', (value, at, problems) => {
    if (typeof value !== 'string') throw wrongType(value, 'a String');
    const shown = secret ? '' : `'${value}' `;
    if (value.length < min) problems.push(failed(shown, at, `have length greater than or equal to ${min}`));
    // What is far too long isn't repeated.
    if (value.length > max) problems.push(failed('', at, `have length less than or equal to ${max}`));
    else if (pattern && !pattern.test(value)) {
      // As AWS writes it: without our anchors.
      problems.push(failed(shown, at, `satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`));
    }
    return value;
  });

/** One of some words. */
export const oneOf = <const Word extends string>(...words: readonly Word[]): Member<Word> =>
  required(words[0] as Word, (value, at, problems) => {
    if (typeof value !== 'string') throw wrongType(value, 'a String');
    if (!words.some((word) => word === value)) {
      problems.push(failed(`'${value.slice(0, 128)}' `, at, `satisfy enum value set: [${words.join(', ')}]`));
    }
    return value as Word;
  });

/** True or false. */
export const flag: Member<boolean> = required(false, (value) => {
  if (typeof value !== 'boolean') throw wrongType(value, 'a Boolean');
  return value;
});

/** A whole number within its limits. */
export const integer = (min: number, max: number): Member<number> =>
  required(min, (value, at, problems) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, 'an Integer');
    if (value < min) problems.push(failed(`'${value}' `, at, `have value greater than or equal to ${min}`));
    if (value > max) problems.push(failed(`'${value}' `, at, `have value less than or equal to ${max}`));
    return value;
  });

/** Values by their names; one that is null counts as absent. */
export const mapOf = <T>(member: Member<T>): Member<Readonly<Record<string, T>>> =>
  required({}, (value, at, problems) => {
    if (!isRecord(value)) throw wrongType(value, 'a Map');
    const given = Object.entries(value).filter(([, each]) => !isAbsent(each));
    return Object.fromEntries(given.map(([name, each]) => [name, member(each, `${at}.member`, problems)]));
  });

/** Texts by their names. No value of them stands in an error. */
export const textMap: Member<TextMap> = mapOf(text({ min: 0, secret: true }));

/** JSON of any content. */
export const document: Member<Readonly<Record<string, unknown>>> = required({}, (value) => {
  if (!isRecord(value)) throw wrongType(value, 'a Document');
  return value;
});

/** A list. */
export const list = <T>(member: Member<T>, max = 1000): Member<readonly T[]> =>
  required<readonly T[]>([], (value, at, problems) => {
    if (!Array.isArray(value)) throw wrongType(value, 'a List');
    if (value.length > max) problems.push(failed('', at, `have length less than or equal to ${max}`));
    return value.map((item, position) => member(item, `${at}.${position + 1}.member`, problems));
  });

/** A structure. Members that aren't named are ignored. */
export function structure<Named extends Members>(members: Named): Member<Input<Named>> {
  const named = Object.entries(members).map(
    ([name, read]) => [name, name.charAt(0).toLowerCase() + name.slice(1), read] as const,
  );
  return (value, at, problems) => {
    if (!isRecord(value)) throw wrongType(value, 'a Structure');
    const read = named.map(([name, shown, member]) => {
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      return [name, member(given, at === '' ? shown : `${at}.${shown}`, problems)];
    });
    return Object.fromEntries(read) as Input<Named>;
  };
}

/**
 * Reads a request.
 *
 * @throws CognitoError InvalidParameterException that names every constraint that failed; SerializationException where a
 * member is of another type.
 */
export function readInput<T>(member: Member<T>, value: unknown): T {
  const problems: string[] = [];
  const read = member(value, '', problems);
  if (problems.length === 0) return read;
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`;
  throw invalidParameter(`${count} detected: ${problems.join('; ')}`);
}
