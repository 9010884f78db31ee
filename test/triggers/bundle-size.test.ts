import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundle } from '../../lib/constructs/bundle.ts';

const into = mkdtempSync(join(tmpdir(), 'countersign-size-'));
afterAll(() => rmSync(into, { recursive: true }));

const bundled = (name: string) => bundle(`lambdas/${name}.ts`, into);

// What a cold function reads and compiles while a person waits for their sign-in: raise these only with a reason.
test('DefineAuthChallenge loads at most 20 KB, and no sender', () => {
  const { loadedBytes, lazy, entry } = bundled('define-auth-challenge');
  expect(loadedBytes).toBeLessThanOrEqual(20 * 1024);
  expect(lazy.map(({ source }) => source)).toEqual([expect.stringMatching(/email-otp-handlers\.ts$/)]);
  const text = readFileSync(entry, 'utf8');
  for (const loadsSlowly of ['node:crypto', 'node:util', 'node:http', 'amazonaws.com']) {
    expect(text).not.toContain(loadsSlowly);
  }
});

test.each(['create-auth-challenge', 'verify-auth-challenge-response'])(
  '%s loads at most 28 KB, the e-mailed code and its mailer included',
  (name) => {
    const { loadedBytes, lazy } = bundled(name);
    expect(lazy).toHaveLength(1);
    expect(loadedBytes + (lazy[0]?.bytes ?? 0)).toBeLessThanOrEqual(28 * 1024);
  },
);
