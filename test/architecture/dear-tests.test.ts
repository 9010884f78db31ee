import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, sourcesIn } from './import-scan.ts';

/**
 * What costs a test run seconds of the processor, how it is written, and how often each file starts it. Whoever adds one
 * looks here first: most promises can be kept by a test of a part.
 */
const DEAR = [
  {
    what: 'a browser',
    call: /\blaunchBrowser\(\)|\b(?:stages|pages)For\(/g,
    started: {
      'test/browser/built-in.test.ts': 1,
      'test/browser/example-page.test.ts': 1,
      'test/browser/sign-in.test.ts': 1,
      'test/package/ui-recipes.test.ts': 1,
      'test/ui/browser/access.test.ts': 1,
      'test/ui/browser/behaviour.test.ts': 1,
      'test/ui/browser/forms.test.ts': 1,
      'test/ui/browser/frameworks.test.ts': 1,
      'test/ui/browser/local-pool.test.ts': 1,
    },
  },
  {
    what: "a CDK app in a process of its own, with aws-cdk-lib and the functions' bundles",
    call: /\(\['local', '--|\['local', \.\.\.options\]|join\(\w+, 'bin\/app\.ts'\)\]|\brunApp\(|synthesizeLocalApp\(\{ directory: (?:root|PLAIN)\b/g,
    started: {
      'test/browser/example-page.test.ts': 1,
      'test/command-line/local.test.ts': 11,
      'test/constructs/example.test.ts': 1,
      'test/local/app/synthesize.test.ts': 1,
      'test/local/guests/one-app.test.ts': 1,
      'test/local/password-app.test.ts': 1,
      'test/local/run-local.test.ts': 1,
    },
  },
] as const;

test.each(DEAR)('$what is started by these tests alone, this often', ({ call, started }) => {
  const found = sourcesIn('test')
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/architecture/'))
    .map((file) => [file, readFileSync(join(root, file), 'utf8').match(call)?.length ?? 0] as const)
    .filter(([, count]) => count > 0);

  expect(Object.fromEntries(found)).toEqual(started);
});
