import { Command } from 'commander';
import type { TextMap } from '../protocol/text-map.ts';
import { addVariable } from './add-variable.ts';
import { FailedError } from './errors.ts';
import { sourceFile } from './source-file.ts';
import { note, print, type Terminal } from './terminal.ts';

const EXAMPLES = `
The handler is bundled as for a deployment and runs in a process of its own, with Lambda's environment and no
credentials. Of sign-in.ts it is the handler that the construct takes for the event's trigger: the one in a file of
its own, or else made of the flow. An event of another trigger than a handler's is refused. E-mails go nowhere: they are
shown. The answer goes to stdout, all else to stderr.
Exits with 0 where the handler answers, 1 where it throws or takes more than 5 seconds, 2 where there is none.

Examples:
  $ countersign invoke lambdas/sign-in.ts define-first
  $ countersign invoke lambdas/create-auth-challenge.ts event.json --env TABLE=employees
  $ countersign event create-first | countersign invoke lambdas/create-auth-challenge.ts -`;

interface InvokeOptions {
  readonly env?: TextMap;
  readonly handler: string;
}

/** `countersign invoke`: runs one handler on one event. */
export const invokeCommand = (terminal: Terminal): Command =>
  new Command('invoke')
    .description('run one handler on one event')
    .argument('<file>', 'the module that exports the handler, or the flow that it is made of')
    .argument('<event>', 'a name that `countersign event` lists, a JSON file, or - for standard input')
    .option('--env <name=value>', 'an environment variable of the function (repeatable)', addVariable)
    .option('--handler <name>', 'the name that the handler is exported by', 'handler')
    .addHelpText('after', EXAMPLES)
    .action((file: string, event: string, options: InvokeOptions) => invoke(terminal, file, event, options));

async function invoke(terminal: Terminal, file: string, event: string, options: InvokeOptions): Promise<void> {
  const { readEvent } = await import('./invoke/read-event.ts');
  const { runHandler } = await import('./invoke/run-handler.ts');
  const invocation = await runHandler({
    path: sourceFile(terminal.folder, file),
    source: file,
    handler: options.handler,
    environment: options.env ?? {},
    event: await readEvent(terminal, event),
    onLog: (line) => note(terminal, line),
    onMessage: ({ to, subject, text }) => note(terminal, `would have sent to ${to}: ${subject}`, '', text.trim(), ''),
  });
  switch (invocation.kind) {
    case 'answered':
      print(terminal, JSON.stringify(JSON.parse(invocation.payload ?? 'null'), null, 2));
      return;
    case 'failed':
      throw new FailedError(`${file} failed: ${invocation.errorType}: ${invocation.errorMessage}`);
    case 'timed out':
      throw new FailedError(`${file} did not answer within the 5 seconds that Cognito gives it`);
  }
}
