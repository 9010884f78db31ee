import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Bundle, bundle } from '../../lib/constructs/bundle.ts';
import { emptyFolder } from './fixtures/lambdas.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const lambdas = join(repository, 'lambdas');
const bundleOf = (name: string): Bundle => bundle(join(lambdas, `${name}.ts`), emptyFolder());
const lazyBytes = ({ lazy }: Bundle): number => lazy.reduce((sum, { bytes }) => sum + bytes, 0);

// Handlers sit between a person and their sign-in, on a cold CPU: what they load is a promise.
describe('the example', () => {
  it('loads at most 8 KB to define a challenge', () => {
    expect(bundleOf('define-auth-challenge').loadedBytes).toBeLessThanOrEqual(8 * 1024);
  });

  it('loads at most 20 KB to create a challenge, what sends it included', () => {
    const create = bundleOf('create-auth-challenge');
    expect(create.loadedBytes + lazyBytes(create)).toBeLessThanOrEqual(20 * 1024);
  });

  it('loads no sender before one is needed', () => {
    for (const name of ['define-auth-challenge', 'create-auth-challenge', 'verify-auth-challenge-response']) {
      const { lazy } = bundleOf(name);
      expect(lazy.map(({ source }) => source)).toEqual([expect.stringContaining('email-otp-handlers')]);
    }
  });

  it.each([
    ['a default that serves synth', {}, 'no-reply@example.com'],
    ['EMAIL_FROM', { EMAIL_FROM: 'env@example.org' }, 'env@example.org'],
    [
      'the context',
      { EMAIL_FROM: 'env@example.org', CDK_CONTEXT_JSON: '{"emailFrom":"context@example.org"}' },
      'context@example.org',
    ],
  ])('is deployed by bin/app.ts, with a sender by %s', (_, environment, sender) => {
    const outdir = emptyFolder();
    const { EMAIL_FROM: _inherited, ...inherited } = process.env;
    execFileSync(process.execPath, [join(repository, 'bin/app.ts')], {
      cwd: repository,
      env: { ...inherited, CDK_OUTDIR: outdir, ...environment },
    });
    const { Outputs, Resources } = JSON.parse(readFileSync(join(outdir, 'Countersign.template.json'), 'utf8'));
    expect(Resources[Outputs.UserPoolId.Value.Ref].Type).toBe('AWS::Cognito::UserPool');
    expect(Resources[Outputs.UserPoolClientId.Value.Ref].Type).toBe('AWS::Cognito::UserPoolClient');
    expect(JSON.stringify(Resources)).toContain(`"COUNTERSIGN_EMAIL_FROM":"${sender}"`);
  });
});
