import { describe, expect, test } from 'vitest';
import { parseUser, readSeedFile } from '../../lib/command-line/local/seed-users.ts';
import { project } from './run-command.ts';

describe('--user', () => {
  test.each([
    ['bob', { username: 'bob' }],
    [
      ' bob@example.com custom:role=admin  email_verified=true ',
      { username: 'bob@example.com', attributes: { 'custom:role': 'admin', email_verified: 'true' } },
    ],
    ['bob name=Bob B. Brown locale=en', { username: 'bob', attributes: { name: 'Bob B. Brown', locale: 'en' } }],
    ['bob website=https://b.example/?a=b', { username: 'bob', attributes: { website: 'https://b.example/?a=b' } }],
    ['bob nickname=', { username: 'bob', attributes: { nickname: '' } }],
  ])('takes %s', (text, user) => {
    expect(parseUser(text)).toEqual(user);
  });

  test.each(['', '  ', 'bob admin', 'email=bob@example.com'])('refuses %j', (text) => {
    expect(() => parseUser(text)).toThrow(`--user takes 'NAME attribute=value …', got ${JSON.stringify(text)}`);
  });
});

test.each([
  ['no file', undefined, '--seed: there is no file users.json'],
  ['no JSON', '[', '--seed: users.json is no JSON'],
  ['no array', '{"username":"bob"}', '--seed: users.json takes an array of users, got an object'],
  ['no user', '[null]', '--seed: users.json[0] takes an object with a username, got null'],
  ['no name', '[{"username":"bob"},{}]', '--seed: users.json[1].username takes a text, got nothing'],
  ['a number', '[{"username":7}]', '--seed: users.json[0].username takes a text, got a number'],
  [
    'another member',
    '[{"username":"bob","email":"b@example.com"}]',
    '--seed: users.json[0] has no email: it takes username, attributes, password, groups',
  ],
  [
    'a password that is none',
    '[{"username":"b","password":1}]',
    '--seed: users.json[0].password takes a text, got a number',
  ],
  ['attributes in a list', '[{"username":"b","attributes":[]}]', '.attributes takes an object of texts, got an array'],
  [
    'an attribute that is no text',
    '[{"username":"b","attributes":{"email_verified":true}}]',
    '--seed: users.json[0].attributes["email_verified"] takes a text, as Cognito keeps attributes, got true',
  ],
  ['a group that is none', '[{"username":"b","groups":["a",""]}]', '.groups[1] takes a name, got an empty text'],
])('a seed file with %s: says what was given, and where', (_case, content, message) => {
  const folder = project(content === undefined ? {} : { 'users.json': content });

  expect(() => readSeedFile(folder, 'users.json')).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) }),
  );
});

test('a seed file with users', () => {
  const users = [
    { username: 'bob' },
    { username: 'eve', attributes: { name: 'Eve' }, password: 'p', groups: ['admins'] },
  ];
  const folder = project({ 'users.json': JSON.stringify(users) });

  expect(readSeedFile(folder, 'users.json')).toEqual(users);
});
