import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { objectOf } from '../settings/json-values.ts';
import { amplifyContext } from './amplify-preset.ts';
import type { DeployTarget } from './deploy-target.ts';
import { AppFailedError } from './errors.ts';
import { guardChild, OWN_GROUP } from './guarded-child.ts';
import { readJson } from './read-json.ts';

/** What a CDK app is run with. */
export interface CdkAppRun {
  /** The shell command: `node bin/app.ts`. */
  readonly command: string;
  readonly directory: string;
  readonly output: string;
  readonly target: DeployTarget;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a CDK app as the CDK command line does: through the shell, told by the environment where to write and what the
 * context is. It needs no credentials and no network.
 *
 * @throws AppFailedError with the app's own message
 */
export async function runCdkApp(run: CdkAppRun): Promise<void> {
  const { command, directory, output, timeoutMs, signal } = run;
  signal?.throwIfAborted();
  const child = spawn(command, {
    shell: true,
    cwd: directory,
    env: environmentOf(run),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: OWN_GROUP,
    windowsHide: true,
  });
  const { kill, release } = guardChild(child);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, timeoutMs);
  signal?.addEventListener('abort', kill);
  let errors = '';
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed = lastOf(printed + text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = lastOf(printed + text);
    errors = lastOf(errors + text);
  });
  try {
    const status = await new Promise<number | string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode, exitSignal) => resolve(exitCode ?? exitSignal ?? 'nothing'));
    });
    signal?.throwIfAborted();
    if (timedOut) {
      throw new AppFailedError(`The CDK app "${command}" didn't end within ${timeoutMs / 1000} s.`, printed);
    }
    if (status !== 0) {
      const message =
        bundlingFailureIn(printed) ||
        messageIn(errors) ||
        messageIn(printed) ||
        `it ended with ${status} and said nothing`;
      throw new AppFailedError(`The CDK app "${command}" failed: ${message}`, printed);
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
    release();
  }

  function environmentOf({ target }: CdkAppRun): NodeJS.ProcessEnv {
    // Where npm's own `npx -c` started us, another npx, by which the CDK finds esbuild, would take that command for its own.
    const { npm_config_call: _, ...inherited } = process.env;
    return {
      ...inherited,
      // Whatever Node the app is started by, it runs on the one that runs us.
      PATH: [join(directory, 'node_modules', '.bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify(contextOf(directory)),
      CDK_DEFAULT_ACCOUNT: target.accountId,
      CDK_DEFAULT_REGION: target.region,
      CDK_VALIDATION: 'false',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    };
  }
}

/** As the command line makes it: what `cdk deploy` passes in, or the template would differ. */
function contextOf(directory: string): object {
  return {
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:bundling-stacks': ['**'],
    ...amplifyContext(directory),
    ...objectOf(objectOf(readJson(join(directory, 'cdk.json'))).context),
    ...objectOf(readJson(join(directory, 'cdk.context.json'))),
  };
}

/** Of what the app prints, in characters: its error comes last. */
const LONGEST_OUTPUT = 1024 * 1024;
const lastOf = (text: string): string => (text.length > 2 * LONGEST_OUTPUT ? text.slice(-LONGEST_OUTPUT) : text);

const LONGEST_TAIL_LINES = 20;

/** Which function could not be bundled, and esbuild's own errors: the CDK's error holds the command alone. */
function bundlingFailureIn(output: string): string | undefined {
  const lines = output.split('\n');
  const asset = /Failed to bundle asset ([^\s,]+)/.exec(output)?.[1];
  const first = lines.findIndex((line) => /^\S \[ERROR\] /.test(line));
  if (asset === undefined || first < 0) return undefined;
  const length = lines.slice(first).findIndex((line) => /^\d+ (warnings? and \d+ )?errors?$/.test(line));
  const errors = length < 0 ? lines.slice(first, first + LONGEST_TAIL_LINES) : lines.slice(first, first + length);
  return `${asset.replace(/\/Code\/Stage$/, '')} can't be bundled:\n\n${errors.join('\n').trimEnd()}`;
}

/** The message of the error that ended a program, without its stack; else the last lines. */
function messageIn(output: string): string {
  const lines = output.trim().split('\n');
  // The CDK's own errors say first what they are called: «Name» text, in brackets if Node prints it, and a stack of their own below.
  const ofCdk = lines.find((line) => /^\[?«\w+» /.test(line));
  if (ofCdk !== undefined) return ofCdk.replace(/^\[?«\w+» /, '');
  const start = lines.findIndex((line) => /^(Uncaught )?[\w.]*(Error|Failed|Exception)\b( \[\w+\])?: ?/.test(line));
  if (start < 0) return lines.slice(-LONGEST_TAIL_LINES).join('\n').trim();
  const length = lines
    .slice(start)
    .findIndex((line) => /^\s+at .+[:)]|^\s+\[?(code|cause|errno)\]?: |^Node\.js v\d/.test(line));
  const message = lines.slice(start, length < 0 ? undefined : start + length).join('\n');
  return message
    .replace(/^(Uncaught )?[\w.]*(Error|Failed|Exception)\b( \[\w+\])?: ?/, '')
    .trim()
    .replace(/ \{$/, '');
}
