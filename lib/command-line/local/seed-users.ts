import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SeedUser } from '../../local/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import { UsageError } from '../errors.ts';

/**
 * Reads a user as `--user` takes it: the name, then attributes as NAME=VALUE. A value goes on to the next NAME=.
 *
 * @throws UsageError
 * @example
 * parseUser('alice@example.com name=Alice Liddell custom:role=admin').attributes;
 * // { name: 'Alice Liddell', 'custom:role': 'admin' }
 */
export function parseUser(text: string): SeedUser {
  const [username = '', ...pairs] = text.trim().split(/\s+(?=[\w:.-]+=)/);
  if (username === '' || /\s/.test(username) || /^[\w:.-]+=/.test(username)) {
    throw new UsageError(`--user takes 'NAME attribute=value …', got ${JSON.stringify(text)}`);
  }
  if (pairs.length === 0) return { username };
  const attributes = pairs.map((pair): [string, string] => {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    return [name, value];
  });
  return { username, attributes: Object.fromEntries(attributes) };
}

/**
 * Reads a file of users: a JSON array of `{ username, attributes?, password?, groups? }`.
 *
 * @throws UsageError that says what was given, and where
 */
export function readSeedFile(folder: string, name: string): readonly SeedUser[] {
  let users: unknown;
  let text: string;
  try {
    text = readFileSync(resolve(folder, name), 'utf8');
  } catch (cause) {
    throw new UsageError(`--seed: there is no file ${name}`, { cause });
  }
  try {
    users = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`--seed: ${name} is no JSON`, { cause });
  }
  if (!Array.isArray(users)) throw new UsageError(`--seed: ${name} takes an array of users, got ${kindOf(users)}`);
  return users.map((user, index) => readUser(user, `--seed: ${name}[${index}]`));
}

const MEMBERS = ['username', 'attributes', 'password', 'groups'];

function readUser(user: unknown, place: string): SeedUser {
  if (!isRecord(user)) throw new UsageError(`${place} takes an object with a username, got ${kindOf(user)}`);
  const unknown = Object.keys(user).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) throw new UsageError(`${place} has no ${unknown}: it takes ${MEMBERS.join(', ')}`);
  const { username, attributes, password, groups } = user;
  if (typeof username !== 'string' || username === '') {
    throw new UsageError(`${place}.username takes a text, got ${kindOf(username)}`);
  }
  if (password !== undefined && typeof password !== 'string') {
    throw new UsageError(`${place}.password takes a text, got ${kindOf(password)}`);
  }
  return {
    username,
    ...(attributes !== undefined && { attributes: readAttributes(attributes, `${place}.attributes`) }),
    ...(password !== undefined && { password }),
    ...(groups !== undefined && { groups: readGroups(groups, `${place}.groups`) }),
  };
}

function readAttributes(attributes: unknown, place: string): Record<string, string> {
  if (!isRecord(attributes)) throw new UsageError(`${place} takes an object of texts, got ${kindOf(attributes)}`);
  const texts = Object.entries(attributes).map(([name, value]): [string, string] => {
    if (typeof value !== 'string') {
      throw new UsageError(`${place}["${name}"] takes a text, as Cognito keeps attributes, got ${kindOf(value)}`);
    }
    return [name, value];
  });
  return Object.fromEntries(texts);
}

function readGroups(groups: unknown, place: string): readonly string[] {
  if (!Array.isArray(groups)) throw new UsageError(`${place} takes an array of names, got ${kindOf(groups)}`);
  const wrong = groups.findIndex((group) => typeof group !== 'string' || group === '');
  if (wrong >= 0) throw new UsageError(`${place}[${wrong}] takes a name, got ${kindOf(groups[wrong])}`);
  return groups;
}

/** What was given, as a person reads it; never a value that may be a secret. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'an array';
  if (value === '') return 'an empty text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}
