import { resolve } from 'node:path';
import { Command } from 'commander';
import { print, styled, type Terminal } from './terminal.ts';
import { esbuildRange, packageVersion } from './version.ts';

const EXAMPLES = `
Writes lambdas/sign-in.ts, a first flow; in an empty folder a package.json, too, and installs what it names; in a CDK app the
lines that deploy it; beside a front end (Vite, Next.js, index.html) the file that signs in. What is there stays as it is.
Ends with the commands to run next.

Examples:
  $ countersign init
  $ countersign init my-app
  $ countersign init --dry-run
  $ countersign init --front-end apps/shop
  $ countersign init --package ../countersign-0.1.0.tgz`;

interface InitOptions {
  readonly install: boolean;
  readonly package?: string;
  readonly frontEnd?: string;
  readonly dryRun?: true;
}

/** `countersign init`: begins a sign-in, in a folder that is empty or a project. */
export const initCommand = (terminal: Terminal): Command =>
  new Command('init')
    .description('begin a sign-in: in an empty folder, a CDK app, or beside a front end')
    .argument('[folder]', 'where (default: here)')
    .option('--front-end <folder>', 'the front end that signs in, where there are several')
    .option('--package <spec>', 'what to install as countersign: a version, or the path of a tarball')
    .option('--no-install', "don't run npm install")
    .option('--dry-run', 'write nothing: print what would be written')
    .addHelpText('after', EXAMPLES)
    .action((folder: string | undefined, options: InitOptions) => init(terminal, folder ?? '.', options));

async function init(terminal: Terminal, place: string, options: InitOptions): Promise<void> {
  const { readFacts } = await import('./init/project-facts.ts');
  const { planProject } = await import('./init/project-plan.ts');
  const { defaultSpec, parsePackageSpec } = await import('./init/package-spec.ts');
  const { describeNext, describeRest, describeWrites, describeWritten } = await import('./init/describe-plan.ts');
  const { writePlan } = await import('./init/write-plan.ts');
  const { npmInstall } = await import('./init/run-npm.ts');

  const folder = resolve(terminal.folder, place);
  const spec =
    options.package === undefined
      ? defaultSpec(packageVersion())
      : parsePackageSpec(options.package, terminal.folder, folder);
  const choices = { spec, esbuild: esbuildRange(), install: options.install };
  const plan = planProject(readFacts(folder, options.frontEnd), choices);
  const next = folder === resolve(terminal.folder) ? plan.next : [{ command: `cd ${place}` }, ...plan.next];

  if (options.dryRun) printAll(terminal, describeWrites(plan));
  else writePlan(folder, plan, (path) => printAll(terminal, describeWritten(plan, path)));
  printAll(terminal, describeRest(plan));
  if (plan.installs && !options.dryRun) {
    print(terminal, '', 'npm install');
    await npmInstall(
      terminal,
      folder,
      plan.next.map(({ command }) => command),
    );
  }
  print(terminal, '', styled(terminal, 'bold', 'Next:'), ...describeNext(next));
}

function printAll(terminal: Terminal, lines: readonly string[]): void {
  if (lines.length > 0) print(terminal, ...lines);
}
