import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Bundle, bundle } from '../../lib/constructs/bundle.ts';
import { emptyFolder } from './fixtures/lambdas.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const lambdas = join(repository, 'lambdas');
const bundleOf = (name: string): Bundle => bundle(join(lambdas, `${name}.ts`), emptyFolder());
const handlers = ['define-auth-challenge', 'create-auth-challenge', 'verify-auth-challenge-response'];

/** What only a refusal or an error makes a function load. */
const LOADED_TO_EXPLAIN = 'redact.ts';
/** Bytes that an e-mailed code makes a function load. */
const allIn = ({ bytes, lazy }: Bundle): number =>
  lazy.reduce((sum, chunk) => (basename(chunk.source) === LOADED_TO_EXPLAIN ? sum - chunk.bytes : sum), bytes);

// Handlers sit between a person and their sign-in, on a cold CPU: what they load is a promise.
describe('the example', () => {
  it('loads at most 17.25 KB to define a challenge', () => {
    expect(bundleOf('define-auth-challenge').loadedBytes).toBeLessThanOrEqual(17.25 * 1024);
  });

  it.each(handlers.slice(1))('loads at most 25.5 KB for %s, what sends included', (name) => {
    expect(allIn(bundleOf(name))).toBeLessThanOrEqual(25.5 * 1024);
  });

  it.each(handlers)('%s loads no sender and nothing slow before it is needed', (name) => {
    const { entry, lazy } = bundleOf(name);
    const sources = lazy.map(({ source }) => basename(source));
    expect(sources.filter((source) => source !== 'stable-bytes.ts').sort()).toEqual([
      'email-otp-handlers.ts',
      LOADED_TO_EXPLAIN,
    ]);
    // node:timers is middy's, and loaded in every process.
    expect(readFileSync(entry, 'utf8')).not.toMatch(/from"node:(?!timers")|amazonaws\.com/);
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
