import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the largest flow of 8 challenges and 6 questions checks in under a second', () => {
  // In a process of its own: this one may be counting coverage.
  const script = fileURLToPath(new URL('check-speed.ts', import.meta.url));
  const { milliseconds, ...verdict } = JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
  expect(verdict).toEqual({ holds: true, paths: 2 ** 14 + 1 });
  expect(milliseconds).toBeLessThan(1000);
});
