import { describe, expect, it } from 'vitest';
import { isAllowedOrigin, readAssertion, relyingPartyIdOf } from '../../../lib/local/passkeys/relying-party.ts';
import { examplePool } from '../support/example-app.ts';

describe('the origins of a relying party', () => {
  it.each([
    ['http://localhost', 'localhost'],
    ['http://localhost:5173', 'localhost'],
    ['https://localhost:5173', 'localhost'],
    ['http://app.localhost:5173', 'localhost'],
    ['https://example.com', 'example.com'],
    ['https://auth.example.com:8443', 'example.com'],
  ])('take %s for %s', (origin, id) => {
    expect(isAllowedOrigin(origin, id)).toBe(true);
  });

  it.each([
    ['http://127.0.0.1:5173', 'localhost'],
    ['http://example.com', 'example.com'],
    ['https://example.com.evil.example', 'example.com'],
    ['https://notexample.com', 'example.com'],
    ['https://example.com', 'auth.example.com'],
    ['https://example.com/', 'example.com'],
    ['https://user@example.com', 'example.com'],
    ['ftp://example.com', 'example.com'],
    ['android:apk-key-hash:abc', 'example.com'],
    ['null', 'localhost'],
    ['', 'localhost'],
  ])('do not take %s for %s', (origin, id) => {
    expect(isAllowedOrigin(origin, id)).toBe(false);
  });
});

it('is localhost where the pool names none', () => {
  const named = { relyingPartyId: 'example.com', userVerification: 'preferred', isMultiFactor: false } as const;
  expect(relyingPartyIdOf(examplePool())).toBe('localhost');
  expect(relyingPartyIdOf(examplePool({ webAuthn: named }))).toBe('example.com');
});

it.each([
  '',
  '7',
  'null',
  '"text"',
  '{"id":1}',
  '{"id":"a"}',
  '{"id":"a","response":null}',
  '{"id":"a","response":{}}',
])('reads no assertion in %s', (text) => {
  expect(readAssertion(text)).toBeUndefined();
});
