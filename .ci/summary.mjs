// Prints "N passed, N failed" of vitest's JSON report, and exits with 1 unless nothing failed.
// What failed beside the tests (lint, types, coverage, the run itself) counts as one failure.
import { readFileSync } from 'node:fs';

const [path, status] = process.argv.slice(2);

function readReport() {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
    // A file that can't be loaded fails without a single failed test.
    const brokenFiles = testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    );
    return { passed: numPassedTests, failed: numFailedTests + brokenFiles.length };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

const { passed, failed } = readReport();
const atLeast = status !== '0' || passed === 0 ? 1 : 0;
const failures = Math.max(failed, atLeast);
console.log(`${passed} passed, ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
