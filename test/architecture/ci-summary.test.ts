import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from './import-scan.ts';

/** What the summary prints last, of a report and the exit code of `npm run test:all`. */
function summarize(report: string | undefined, status: number) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-summary-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'vitest.json');
  if (report !== undefined) writeFileSync(path, report);
  const { stdout, status: exitCode } = spawnSync(
    process.execPath,
    [join(root, '.ci/summary.mjs'), path, String(status)],
    { encoding: 'utf8' },
  );
  return { line: stdout, exitCode };
}

const report = (passed: number, failed: number, brokenFiles = 0): string =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    testResults: [
      { status: failed > 0 ? 'failed' : 'passed', assertionResults: failed > 0 ? [{ status: 'failed' }] : [] },
      ...Array.from({ length: brokenFiles }, () => ({ status: 'failed', assertionResults: [] })),
    ],
  });

test.each([
  ['everything passed', report(12, 0), 0, '12 passed, 0 failed\n', 0],
  ['tests failed', report(10, 2), 1, '10 passed, 2 failed\n', 1],
  ['a file could not be loaded', report(10, 1, 2), 1, '10 passed, 3 failed\n', 1],
  ['only the coverage was too low', report(12, 0), 1, '12 passed, 1 failed\n', 1],
  ['lint or types failed, so that nothing ran', undefined, 1, '0 passed, 1 failed\n', 1],
  ['nothing ran, and nothing said why', report(0, 0), 0, '0 passed, 1 failed\n', 1],
  ['the report was cut off', report(12, 0).slice(0, 40), 137, '0 passed, 1 failed\n', 1],
])('says how the tests came out when %s', (_case, written, status, line, exitCode) => {
  expect(summarize(written, status)).toEqual({ line, exitCode });
});
