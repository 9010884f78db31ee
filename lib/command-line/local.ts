import { resolve } from 'node:path';
import { Command } from 'commander';
import type { RunningLocal } from '../local/index.ts';
import type { ServedPage } from '../local/page/serve-page.ts';
import { UsageError } from './errors.ts';
import { addFunctionVariable, addNamedValue } from './local/given-options.ts';
import {
  type LocalOptions,
  readDynamodb,
  readIssuer,
  readLambdas,
  readPage,
  readPort,
  readSeed,
} from './local/local-options.ts';
import { note, print, type Terminal } from './terminal.ts';

const EXAMPLES = `
Synthesizes the CDK app of this folder (cdk.json; Amplify's amplify/backend.ts) and runs its user pool here, triggers
included: what you deploy is what runs. With a folder, runs the flow of its sign-in.ts instead, on the user pool that
CustomAuth makes by default. Rebuilds when sources change, those outside of this folder that the functions are made of
too. Keeps users in .countersign/, for one local pool at a time. The port is PORT's or 9339; 0 takes any free one.

--page serves a folder with an index.html beside the pool, on 9340: another origin, as a deployed page has. TypeScript that
the page names is bundled when it is loaded; config.json, unless the folder has one, names the pool:
{ "userPoolId", "clientId", "endpoint" }.

Much of what functions call at AWS is stood in for; the app's own tables are where --dynamodb says, else in dynalite. All else
goes to where --env says (AWS_ENDPOINT_URL_S3=URL), else it is refused, and nothing leaves this machine.

What only a deployment would tell is given by --env, --parameter and --export, or by countersign.local.json:
{ "environment", "functions", "parameters", "exports", "ssm", "secrets" }, of names and values.

--seed takes a JSON array of { "username", "attributes"?, "password"?, "groups"? }.
--write-env writes USER_POOL_ID, USER_POOL_CLIENT_ID and USER_POOL_ENDPOINT, behind the prefix that the build tool in the
nearest package.json lets through to a page (VITE_, NEXT_PUBLIC_, …), and leaves the file's other lines.

Examples:
  $ countersign local
  $ countersign local lambdas
  $ countersign local --page web
  $ countersign local --port 0 --memory
  $ countersign local --app "node bin/app.ts"
  $ countersign local --user 'bob@example.com name=Bob Brown' --env LOG_LEVEL=debug
  $ countersign local --parameter Stage=dev --env SendMail.TABLE=codes
  $ countersign local --seed users.json --write-env web/.env.local
  $ countersign local --host 0.0.0.0 --allow-host 192.168.1.20`;

/** `countersign local`: runs the CDK app's user pool on this machine. */
export const localCommand = (terminal: Terminal): Command =>
  new Command('local')
    .description('run the user pool of a CDK app, or of a folder with a flow, on this machine')
    .argument('[lambdas]', 'a folder with a flow, sign-in.ts, to run without a CDK app, on a default user pool')
    .option('--app <command>', "how the CDK app is run, or a folder with a cloud assembly (default: cdk.json's)")
    .option('--port <number>', 'where to listen')
    .option('--page <folder>', 'a folder with an index.html to serve beside the pool')
    .option('--page-port <number>', 'where to serve it (default: 9340; 0 takes any free one)')
    .option('--memory', 'keep nothing')
    .option('--user <user>', "a user: 'NAME attribute=value …' (repeatable; default: alice@example.com)", append)
    .option('--seed <file>', 'a JSON file of users')
    .option('--password <password>', 'the password of the first user, for flows that ask one (default: none)')
    .option(
      '--env <name=value>',
      "an environment variable of all functions, over the app's; of one: FUNCTION.NAME=VALUE (repeatable)",
      addFunctionVariable,
    )
    .option(
      '--parameter <name=value>',
      "a parameter of the app's templates; of one: STACK.NAME=VALUE (repeatable)",
      addNamedValue('--parameter'),
    )
    .option('--export <name=value>', 'what a stack of another app exports (repeatable)', addNamedValue('--export'))
    .option('--dynamodb <url>', "where the app's own tables are (default: in dynalite, where the project has it)")
    .option('--write-env <file>', "write the pool's ids and endpoint for a front end, as environment variables")
    .option('--env-prefix <prefix>', 'what the names of those begin with (default: what the build tool wants)')
    .option('--host <address>', "the address to listen on (default: this machine's own)")
    .option('--allow-host <name>', 'a name, beside localhost, to be called by (repeatable)', append)
    .option('--issuer <kind>', 'what tokens say they are issued by: the pool as deployed, or local', 'deployed')
    .option(
      '--budgets',
      'hold the waits after wrong answers and between messages, as deployed (default: they are lifted, for end-to-end tests)',
    )
    .option('--offline', 'let functions call this machine alone (default: all but AWS)')
    .option('--no-watch', "don't rebuild when sources change")
    .option('--verbose', 'show every log line of the functions')
    .addHelpText('after', EXAMPLES)
    .action((lambdas: string | undefined, options: LocalOptions) =>
      runUntilInterrupted(terminal, { ...options, ...(lambdas !== undefined && { lambdas }) }),
    );

const append = (text: string, texts: readonly string[] = []): readonly string[] => [...texts, text];

async function runUntilInterrupted(terminal: Terminal, options: LocalOptions): Promise<void> {
  const port = readPort(options.port, terminal.environment.PORT);
  const issuer = readIssuer(options.issuer);
  const dynamodb = options.dynamodb === undefined ? undefined : readDynamodb(options.dynamodb);
  if (options.app !== undefined && options.lambdas !== undefined) {
    throw new UsageError(`a folder (${options.lambdas}) and --app were given: name one of the two`);
  }
  const lambdas = options.lambdas === undefined ? undefined : readLambdas(terminal.folder, options.lambdas);
  const page = readPage(terminal.folder, options);
  const seed = await readSeed(terminal, options);
  const startedAt = performance.now();
  const interrupted = terminal.interrupted();
  const { announce, describeMessage, isCounting, isWorthShowing, newRemarks } = await import('./local/announcement.ts');
  const { signInCommand } = await import('./local/sign-in-command.ts');
  const { rebuildReports } = await import('./local/rebuild-reports.ts');
  const { signInReports } = await import('./local/sign-in-reports.ts');
  const { describeOutsideCall } = await import('./local/outside-call.ts');
  const { startPage } = await import('./local/start-page.ts');
  const { oncePerService, runLocal } = await import('../local/index.ts');
  let running: Pick<RunningLocal, 'app'> | undefined;
  const command = signInCommand(terminal.folder);
  const rebuilds = rebuildReports(terminal);
  const remarksOn = newRemarks();
  const signIns = signInReports((line) => print(terminal, line), { pools: () => running?.app.pools ?? [] });
  const listening = { hostname: options.host, allowHosts: options.allowHost };
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => {}); // it may come before anybody waits for it
  try {
    const local = await runLocal({
      directory: terminal.folder,
      app: options.app,
      lambdas,
      port,
      ...(options.memory && { storage: 'memory' }),
      ...listening,
      issuer,
      watch: options.watch,
      seed,
      given: {
        ...options.env,
        ...(options.parameter && { parameters: options.parameter }),
        ...(options.export && { exports: options.export }),
      },
      dynamodb,
      budgets: options.budgets,
      offline: options.offline,
      signInCommand: command,
      signal: interrupted,
      onLog: (log) => {
        signIns.onLog(log);
        if (options.verbose || isWorthShowing(log)) note(terminal, `[${log.functionName}] ${log.text}`);
      },
      onOutside: (call) => note(terminal, describeOutsideCall(call)),
      onEventTry: signIns.onEventTry,
      onRefused: oncePerService((line) => note(terminal, `Note: ${line}`)),
      ...rebuilds,
      onGone: gone.reject,
      onUpdate: (app) => {
        rebuilds.onUpdate();
        const remarks = remarksOn(app);
        if (remarks.length > 0) note(terminal, ...remarks);
        void writeIds();
      },
    });
    running = local;
    const writeIds = async (): Promise<readonly string[]> => {
      if (options.writeEnv === undefined) return [];
      const { writeEnvFile } = await import('./local/env-file.ts');
      const names = writeEnvFile(
        { path: resolve(terminal.folder, options.writeEnv), prefix: options.envPrefix },
        local.config(),
      );
      return [`${names.join(', ')} stand in ${options.writeEnv}.`, ''];
    };
    let served: ServedPage | undefined;
    try {
      served = page && (await startPage(terminal, { ...page, ...listening, config: local.config }));
      local.outbox.subscribe((message) => print(terminal, describeMessage(message)));
      local.trace.subscribe(signIns.onTrace);
      const seconds = (performance.now() - startedAt) / 1000;
      const [{ username, password }] = seed;
      print(
        terminal,
        ...announce({
          config: local.config(),
          page: served?.url,
          username,
          hasPassword: password !== undefined,
          seconds,
          signInCommand: command,
          budgets: options.budgets === true || !isCounting(local.app),
        }),
        ...(await writeIds()),
      );
      const remarks = remarksOn(local.app);
      if (remarks.length > 0) note(terminal, ...remarks, '');
      await Promise.race([aborted(interrupted), gone.promise]);
    } finally {
      signIns.close();
      await served?.close();
      await local.close();
    }
  } catch (error) {
    // Interrupted while it was being built: that is no failure.
    if (!interrupted.aborted) throw error;
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
