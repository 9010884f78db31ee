import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Bundle, bundle } from '../../lib/constructs/bundle.ts';
import { emptyFolder, folderOf } from './fixtures/lambdas.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const lambdas = join(repository, 'lambdas');
const bundleOf = (name: string): Bundle => bundle(join(lambdas, `${name}.ts`), emptyFolder());

/** The chunks that an entry imports at once. */
const chunksOf = (entry: string): readonly string[] =>
  [...readFileSync(entry, 'utf8').matchAll(/from"(\.\/[^"]+)"/g)].map(([, file = '']) => join(dirname(entry), file));

/** What only a refusal or an error makes a function load. */
const LOADED_TO_EXPLAIN = 'logged-error.ts';
/** What a function loads only outside of Lambda, where no ledger is named. */
const LOADED_TO_TEST = 'memory-ledger.ts';
/** Bytes that an e-mailed code makes a function load on Lambda. */
const allIn = ({ bytes, lazy }: Bundle): number =>
  lazy.reduce(
    (sum, chunk) => ([LOADED_TO_EXPLAIN, LOADED_TO_TEST].includes(basename(chunk.source)) ? sum - chunk.bytes : sum),
    bytes,
  );

/**
 * Handlers sit between a person and their sign-in, on a cold CPU: what they load is a promise.
 *
 * The design's bars are 8 KB for Define and 20 KB for Create with all that an e-mailed code needs; these gates are what
 * is reached, rounded up to 256 bytes. Each holds 3.0 KB of middy and 4.8 KB that copy a definition and refuse one which can't work,
 * options that nobody reads and limits among them.
 * Define reads and answers the event behind the guard and the log (3.9 KB) and replays the flow (7.1 KB); Create also
 * makes, measures and checks the round (3.2 KB), and signs and sends the mail (6.0 KB). Both that and Verify read a code
 * in digits of any script, and keep the ledger (7 KB, the requests to DynamoDB and KMS among them). With less code they
 * would have to check less.
 */
const gates = [
  ['define-auth-challenge', ({ loadedBytes }: Bundle) => loadedBytes, 83 * 256],
  ['create-auth-challenge', allIn, 150 * 256],
  ['verify-auth-challenge-response', allIn, 141 * 256],
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
  it.each(gates)('%s loads no more than it did', (name, bytesOf, gate) => {
    expect(bytesOf(bundleOf(name))).toBeLessThanOrEqual(gate);
  });

  it.each(gates)('%s loads no sender and nothing slow before it is needed', (name) => {
    const { entry, lazy } = bundleOf(name);
    const sources = lazy.map(({ source }) => basename(source));
    expect(sources).toContain('email-otp-handlers.ts');
    expect(sources).toContain(LOADED_TO_EXPLAIN);
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
