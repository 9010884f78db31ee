import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Bundle, bundle } from '../../lib/constructs/bundle.ts';
import { emptyFolder, folderOf } from './fixtures/lambdas.ts';
import { chunksOf, loadedFiles, NOT_LOADED } from './fixtures/loaded-files.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const lambdas = join(repository, 'lambdas');
const bundleOf = (name: string): Bundle => bundle(join(lambdas, `${name}.ts`), emptyFolder());

/**
 * Handlers sit between a person and their sign-in, on a cold CPU: what they load is a promise.
 *
 * Hoped for were 18 KB for Define, 32 for Create, 28 for Verify and 14 for what delivers, with all that an e-mailed code needs;
 * these gates are what is reached, rounded up to 256 bytes. Each holds 5.7 KB that copy a definition and refuse one which can't
 * work, options that nobody reads and limits among them; the triggers also 3.0 KB of middy. Define reads and answers the event
 * behind the guard and the log and replays the flow; Create also makes, measures and checks the round, and finds the message that
 * it is answered by; what delivers opens it, and signs and sends the mail. All but Define keep the ledger, the requests to
 * DynamoDB and KMS among them. With less code they would have to check less.
 */
const gates = [
  ['define-auth-challenge', 96 * 256],
  ['create-auth-challenge', 216 * 256],
  ['verify-auth-challenge-response', 166 * 256],
  ['deliver-message', 128 * 256],
] as const;

/** Synthesizes bin/app.ts in a process of its own, and looks at what it would deploy. */
function deploysAs(sender: string, environment: Readonly<Record<string, string>>): void {
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
}

describe('the example', () => {
  it.each(gates)('%s loads no more than it did', (name, gate) => {
    const files = loadedFiles(bundleOf(name), NOT_LOADED[name]);
    expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThanOrEqual(gate);
  });

  it.each(gates)('%s loads no sender and nothing slow before it is needed', (name) => {
    const { entry, lazy } = bundleOf(name);
    const sources = lazy.map(({ source }) => basename(source));
    expect(sources).toContain('email-otp-handlers.ts');
    expect(sources).toContain('logged-error.ts');
    const atOnce = [entry, ...chunksOf(entry)].map((file) => readFileSync(file, 'utf8')).join('\n');
    // node:timers is middy's, and loaded in every process.
    expect(atOnce).not.toMatch(/from"node:(?!timers")|amazonaws\.com|write function\*/);
  });

  it('loads no sender in Define either where its mail is HTML of yours, escaped', () => {
    const folder = folderOf({
      'define-auth-challenge.ts': `
        import { emailOtp, escapeHtml } from '${repository}lib/challenges/index.ts';
        import { defineFlow } from '${repository}lib/flow/index.ts';
        import { defineAuthChallengeHandler } from '${repository}lib/triggers/index.ts';
        const html = ({ code }) => '<b>' + escapeHtml(code) + '</b>';
        export const handler = defineAuthChallengeHandler(
          defineFlow({ emailOtp: emailOtp({ html }) }, function* ({ pass }) { yield* pass('emailOtp'); }),
        );`,
    });
    const { entry } = bundle(join(folder, 'define-auth-challenge.ts'), emptyFolder());
    const atOnce = [entry, ...chunksOf(entry)].map((file) => readFileSync(file, 'utf8')).join('\n');
    expect(atOnce).toContain('&quot;');
    expect(atOnce).not.toMatch(/from"node:(?!timers")|amazonaws\.com/);
  });

  it('is deployed by bin/app.ts, with a sender by a default that serves synth', () =>
    deploysAs('no-reply@example.com', {}));

  it.each([
    ['EMAIL_FROM', { EMAIL_FROM: 'env@example.org' }, 'env@example.org'],
    [
      'the context',
      { EMAIL_FROM: 'env@example.org', CDK_CONTEXT_JSON: '{"emailFrom":"context@example.org"}' },
      'context@example.org',
    ],
  ])('is deployed by bin/app.ts, with a sender by %s', { tags: 'slow' }, (_, environment, sender) =>
    deploysAs(sender, environment),
  );
});
