import { Command } from 'commander';
import { DEFAULT_PORT } from '../local/local-endpoint.ts';
import { UsageError } from './errors.ts';
import { note, print, type Terminal } from './terminal.ts';

const EXAMPLES = `
Synthesizes the CDK app of this folder (cdk.json) and runs its user pool here, triggers included: what you deploy is
what runs. Rebuilds when sources change, those outside of this folder that the functions are made of too. Keeps users in .countersign/. The port is PORT's or 9339; 0 takes any free one.

Examples:
  $ countersign local
  $ countersign local --port 0 --memory
  $ countersign local --app "node bin/app.ts"
  $ countersign local --host 0.0.0.0 --allow-host 192.168.1.20`;

/** Who can sign in on a new pool. */
const USERNAME = 'alice@example.com';

interface LocalOptions {
  readonly app?: string;
  readonly port?: string;
  readonly memory?: true;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly issuer: string;
  readonly password?: string;
  readonly watch: boolean;
  readonly verbose?: true;
}

/** `countersign local`: runs the CDK app's user pool on this machine. */
export const localCommand = (terminal: Terminal): Command =>
  new Command('local')
    .description('run the user pool of a CDK app on this machine')
    .option('--app <command>', "how the CDK app is run, or a folder with a cloud assembly (default: cdk.json's)")
    .option('--port <number>', 'where to listen')
    .option('--memory', 'keep nothing')
    .option('--host <address>', "the address to listen on (default: this machine's own)")
    .option('--allow-host <name>', 'a name, beside localhost, to be called by (repeatable)', append)
    .option('--issuer <kind>', 'what tokens say they are issued by: the pool as deployed, or local', 'deployed')
    .option('--password <password>', `the password of ${USERNAME}, for flows that ask one (default: none)`)
    .option('--no-watch', "don't rebuild when sources change")
    .option('--verbose', 'show every log line of the functions')
    .addHelpText('after', EXAMPLES)
    .action((options: LocalOptions) => runUntilInterrupted(terminal, options));

const append = (text: string, texts: readonly string[] = []): readonly string[] => [...texts, text];

async function runUntilInterrupted(terminal: Terminal, options: LocalOptions): Promise<void> {
  const port = readPort(options.port, terminal.environment.PORT);
  const issuer = readIssuer(options.issuer);
  // Where `npm start` began it, the next command is an npm script too.
  const byNpm = terminal.environment.npm_lifecycle_event === 'start';
  const signInCommand = byNpm ? 'npm run sign-in --' : 'npx countersign sign-in';
  const startedAt = performance.now();
  const interrupted = terminal.interrupted();
  const { announce, describeMessage, isWorthShowing } = await import('./local/announcement.ts');
  const { rebuildReports } = await import('./local/rebuild-reports.ts');
  const { runLocal } = await import('../local/index.ts');
  try {
    const local = await runLocal({
      directory: terminal.folder,
      app: options.app,
      port,
      ...(options.memory && { storage: 'memory' }),
      hostname: options.host,
      allowHosts: options.allowHost,
      issuer,
      watch: options.watch,
      seed: [{ username: USERNAME }],
      signInCommand,
      signal: interrupted,
      onLog: (log) => {
        if (options.verbose || isWorthShowing(log)) note(terminal, `[${log.functionName}] ${log.text}`);
      },
      ...rebuildReports(terminal),
    });
    const { password } = options;
    if (password !== undefined) {
      const { setPassword } = await import('./local/set-password.ts');
      await setPassword(local.config(), USERNAME, password).catch(async (error: unknown) => {
        await local.close();
        throw error;
      });
    }
    local.outbox.subscribe((message) => print(terminal, describeMessage(message)));
    const seconds = (performance.now() - startedAt) / 1000;
    print(
      terminal,
      ...announce({
        config: local.config(),
        username: USERNAME,
        hasPassword: password !== undefined,
        seconds,
        signInCommand,
      }),
    );
    await aborted(interrupted);
    await local.close();
  } catch (error) {
    // Interrupted while it was being built: that is no failure.
    if (!interrupted.aborted) throw error;
  }
}

function readPort(option: string | undefined, environment: string | undefined): number {
  const text = option ?? (environment || String(DEFAULT_PORT));
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  const name = option === undefined ? 'PORT' : '--port';
  throw new UsageError(`${name} takes a number from 0 (any free one) to 65535, got ${JSON.stringify(text)}`);
}

function readIssuer(text: string): 'local' | 'deployed' {
  if (text === 'local' || text === 'deployed') return text;
  throw new UsageError(`--issuer takes local or deployed, got ${JSON.stringify(text)}`);
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
