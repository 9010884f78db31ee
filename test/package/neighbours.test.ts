// @module-tag slow
import { describe, expect, it } from 'vitest';
import { installProject, packPackage, run } from './packed.ts';

const files = {
  'package.json': '{"name":"app","type":"module"}',
  'lambdas/sign-in.ts': `
import { emailOtp } from 'countersign/challenges';
import { defineFlow } from 'countersign/flow';
export const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) { yield* pass('emailOtp'); });
`,
  'sign-in.test.ts': `
import { simulate } from 'countersign/testing';
import { countersignMatchers } from 'countersign/testing/vitest';
import { expect, it } from 'vitest';
import { signIn } from './lambdas/sign-in.js';
expect.extend(countersignMatchers);
it('signs in', async () => {
  const visit = await simulate(signIn, { attributes: { email: 'alice@example.com', email_verified: 'true' } });
  expect(visit).not.toBeSignedIn();
  await visit.answer(visit.outbox.lastCode());
  expect(visit).toBeSignedIn();
  // @ts-expect-error no such assertion
  expect(() => expect(visit).toBeSignedOut()).toThrow();
});
`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: { module: 'NodeNext', target: 'ES2022', strict: true, noEmit: true, skipLibCheck: true },
    files: ['sign-in.test.ts'],
  }),
};

const check = (project: string) => run(project, 'node_modules/.bin/countersign', 'check', 'lambdas/sign-in.ts');

describe('npm installs the package', { timeout: 300_000 }, () => {
  it.each([
    ['3.2.4', '0.21.5'],
    ['4.1.12', '0.25.0'],
  ])('beside vitest %s, whose assertions it extends, and esbuild %s, which bundles', (vitest, esbuild) => {
    const project = installProject(packPackage(), [`vitest@${vitest}`, `esbuild@${esbuild}`], files);
    expect(run(project, 'node_modules/.bin/esbuild', '--version').trim()).toBe(esbuild);
    run(project, 'tsc', '-p', '.');
    expect(run(project, 'node_modules/.bin/vitest', 'run')).toContain('1 passed');
    expect(check(project)).toContain('signIn');
  });

  it('beside nothing', () => {
    const project = installProject(packPackage(), [], files);
    expect(() => check(project)).toThrow('npm install --save-dev esbuild');
  });
});
