import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
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

/** What no function of the example loads on Lambda where nothing is refused and nothing fails. */
const TO_EXPLAIN = 'logged-error.ts';
/** What a function loads only outside of Lambda, where no ledger is named. */
const TO_TEST = ['memory-ledger.ts', 'report-delivery.ts', 'deliver.ts', 'ses-email.ts'];

/** Bytes of what a function loads on Lambda: all but the chunks that are named. Each file counts once. */
function loadedBytes({ entry, folder, lazy }: Bundle, except: readonly string[]): number {
  const names = readdirSync(folder);
  const wanted = lazy
    .map(({ source }) => basename(source))
    .filter((source) => ![TO_EXPLAIN, ...except].includes(source));
  const fileOf = (source: string): string => {
    const name = names.find((each) => each.replace(/-[A-Z\d]{8}\.mjs$/, '') === basename(source, '.ts'));
    expect(name, source).toBeDefined();
    return join(folder, String(name));
  };
  const files = new Set<string>();
  const load = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const each of chunksOf(file)) load(each);
  };
  for (const file of [entry, ...wanted.map(fileOf)]) load(file);
  return [...files].reduce((sum, file) => sum + statSync(file).size, 0);
}

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
  ['define-auth-challenge', [...TO_TEST, 'email-otp-handlers.ts'], 89 * 256],
  ['create-auth-challenge', TO_TEST, 194 * 256],
  ['verify-auth-challenge-response', TO_TEST, 153 * 256],
  ['deliver-message', ['memory-ledger.ts'], 122 * 256],
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
  it.each(gates)('%s loads no more than it did', (name, except, gate) => {
    expect(loadedBytes(bundleOf(name), except)).toBeLessThanOrEqual(gate);
  });

  it.each(gates)('%s loads no sender and nothing slow before it is needed', (name) => {
    const { entry, lazy } = bundleOf(name);
    const sources = lazy.map(({ source }) => basename(source));
    expect(sources).toContain('email-otp-handlers.ts');
    expect(sources).toContain(TO_EXPLAIN);
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
