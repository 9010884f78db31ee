import { Command } from 'commander';
import { UsageError } from './errors.ts';
import { print, type Terminal } from './terminal.ts';

const EXAMPLES = `
Without a name it lists the names, one a line.

Examples:
  $ countersign event
  $ countersign event create-first > event.json
  $ countersign event create-first | countersign invoke lambdas/sign-in.ts -`;

/** `countersign event`: prints an event as Cognito sends it. */
export const eventCommand = (terminal: Terminal): Command =>
  new Command('event')
    .description('print an event as Cognito sends it to a trigger')
    .argument('[name]', 'which one')
    .addHelpText('after', EXAMPLES)
    .action((name: string | undefined) => printEvent(terminal, name));

async function printEvent(terminal: Terminal, name: string | undefined): Promise<void> {
  const { fixtureNames, readFixture } = await import('../testing/fixtures.ts');
  if (name === undefined) {
    print(terminal, ...fixtureNames());
    return;
  }
  if (!fixtureNames().includes(name)) {
    throw new UsageError(`there is no event ${name}: countersign event lists them`);
  }
  print(terminal, JSON.stringify(readFixture(name), null, 2));
}
