import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { FailedError, UsageError } from './errors.ts';
import { sourceFile } from './source-file.ts';
import { print, styled, type Terminal } from './terminal.ts';

const EXAMPLES = `
Prints the verdict and the Mermaid diagram of every flow that the module exports.
Exits with 0 where all of them hold, 1 where one doesn't, 2 where there is none.

Examples:
  $ countersign check lambdas/sign-in.ts
  $ countersign check lambdas/sign-in.ts --no-diagram`;

/** `countersign check`: proves that no path through a flow issues tokens without a real factor. */
export const checkCommand = (terminal: Terminal): Command =>
  new Command('check')
    .description('prove that no path through a flow issues tokens without its factors')
    .argument('<file>', 'the module that exports the flow')
    .option('--no-diagram', 'print the verdicts only')
    .addHelpText('after', EXAMPLES)
    .action((file: string, { diagram }: { diagram: boolean }) => checkFile(terminal, file, diagram));

async function checkFile(terminal: Terminal, file: string, diagram: boolean): Promise<void> {
  const reports = await inspectFile(sourceFile(terminal.folder, file), file);
  for (const { holds, verdict, diagram: drawn } of reports) {
    const [title = '', ...lines] = verdict.trim().split('\n');
    print(terminal, styled(terminal, ['bold', holds ? 'green' : 'red'], title), ...lines, '');
    if (diagram) print(terminal, drawn.trim(), '');
  }
  const broken = reports.filter(({ holds }) => !holds).map(({ name }) => name);
  if (broken.length > 0) throw new FailedError(`${broken.join(', ')} in ${file} must not be deployed`);
}

/** Bundles the file as for a deployment, and has its flows checked in a process of their own. */
async function inspectFile(path: string, file: string) {
  const { bundle } = await import('../constructs/bundle.ts');
  const { inspectModule } = await import('../constructs/inspection/inspect.ts');
  const { DeploymentError } = await import('../constructs/errors.ts');
  const folder = mkdtempSync(join(tmpdir(), 'countersign-check-'));
  try {
    const reports = inspectModule(bundle(path, folder).entry, { name: file });
    if (reports.length === 0) {
      throw new UsageError(`${file} exports no flow: export const signIn = defineFlow({ … }, function* (…) { … })`);
    }
    return reports;
  } catch (cause) {
    throw cause instanceof DeploymentError ? new UsageError(cause.message, { cause }) : cause;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
