import { randomInt } from 'node:crypto';
import { isRecord } from '../../protocol/is-record.ts';
import { booleanOf, type JsonObject, numberOf, textOf } from '../settings/json-values.ts';
import { UnresolvableValueError } from './errors.ts';

const DEFAULT_LENGTH = 32;
const MOST_LENGTH = 4096;

/** The kinds of characters, by the setting that leaves one out. */
const KINDS: Readonly<Record<string, string>> = {
  ExcludeLowercase: 'abcdefghijklmnopqrstuvwxyz',
  ExcludeUppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};

/**
 * Makes a secret as `GenerateSecretString` asks for one: a random text, or an object with one in it, as JSON.
 *
 * @throws UnresolvableValueError where the settings leave nothing to make it of
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html
 */
export function generateSecret(settings: JsonObject): string {
  const password = randomPassword(settings);
  const template = textOf(settings.SecretStringTemplate);
  const key = textOf(settings.GenerateStringKey);
  if (template === undefined || key === undefined) return password;
  let members: unknown;
  try {
    members = JSON.parse(template);
  } catch {}
  if (!isRecord(members)) throw new UnresolvableValueError('SecretStringTemplate of a secret is no JSON object');
  return JSON.stringify({ ...members, [key]: password });
}

function randomPassword(settings: JsonObject): string {
  const length = numberOf(settings.PasswordLength) ?? DEFAULT_LENGTH;
  const excluded = textOf(settings.ExcludeCharacters) ?? '';
  const kinds = Object.entries(KINDS)
    .filter(([setting]) => booleanOf(settings[setting]) !== true)
    .map(([, characters]) => characters)
    .concat(booleanOf(settings.IncludeSpace) === true ? [' '] : [])
    .map((characters) => [...characters].filter((character) => !excluded.includes(character)))
    .filter((characters) => characters.length > 0);
  const all = kinds.flat();
  const ofEach = booleanOf(settings.RequireEachIncludedType) === false ? [] : kinds;
  if (all.length === 0 || !(length >= Math.max(1, ofEach.length)) || length > MOST_LENGTH) {
    throw new UnresolvableValueError(`no secret of ${length} characters can be made by its GenerateSecretString`);
  }
  const characters = ofEach.map(oneOf);
  while (characters.length < length) characters.push(oneOf(all));
  return shuffled(characters).join('');
}

const oneOf = (characters: readonly string[]): string => characters[randomInt(characters.length)] ?? '';

function shuffled(characters: readonly string[]): readonly string[] {
  const mixed = [...characters];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [mixed[last], mixed[other]] = [mixed[other] ?? '', mixed[last] ?? ''];
  }
  return mixed;
}
