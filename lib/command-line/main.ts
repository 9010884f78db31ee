import { Command, CommanderError } from 'commander';
import { checkCommand } from './check.ts';
import { CommandError } from './errors.ts';
import { eventCommand } from './event.ts';
import { initCommand } from './init.ts';
import { invokeCommand } from './invoke.ts';
import { localCommand } from './local.ts';
import { signInCommand } from './sign-in.ts';
import { note, type Terminal } from './terminal.ts';
import { typesCommand } from './types.ts';
import { unlockCommand } from './unlock.ts';
import { packageVersion } from './version.ts';

const COMMANDS = [
  initCommand,
  localCommand,
  signInCommand,
  unlockCommand,
  checkCommand,
  eventCommand,
  invokeCommand,
  typesCommand,
];

const EXAMPLES = `
Examples:
  $ countersign init                            begin a sign-in, in an empty folder or a project
  $ countersign local                           run the user pool of this CDK app here
  $ countersign sign-in alice@example.com       sign in to it
  $ countersign check lambdas/sign-in.ts        prove that no path issues tokens without a factor

Exit codes: 0 done, 1 failed, 2 used wrongly or nothing there. DEBUG=1 shows where an error comes from.`;

/**
 * Runs the command line.
 *
 * @param args without `node` and the script
 * @returns the exit code: 0 done, 1 failed, 2 used wrongly or nothing there
 * @example
 * process.exitCode = await main(['check', 'lambdas/sign-in.ts'], processTerminal());
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await programFor(terminal).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return asksForHelp(error) ? 0 : 2;
    note(terminal, `countersign: ${error instanceof Error ? error.message : String(error)}`);
    if (terminal.environment.DEBUG && error instanceof Error) note(terminal, stackOf(error), ...outputOf(error));
    return error instanceof CommandError ? error.exitCode : 1;
  }
}

function programFor(terminal: Terminal): Command {
  const program = new Command('countersign')
    .description('Custom sign-in flows for Amazon Cognito: run them here, prove them, look into them.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .addHelpText('after', EXAMPLES);
  for (const command of COMMANDS) program.addCommand(command(terminal));
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError(`Try: countersign ${command === program ? '' : `${command.name()} `}--help`)
      .configureOutput({
        writeOut: (text) => terminal.output.write(text),
        writeErr: (text) => terminal.errors.write(text),
        outputError: (text, write) => write(text.replace(/^error: /, 'countersign: ')),
      });
  }
  return program;
}

/** Help that was asked for is a success; help because nothing was asked isn't. */
const asksForHelp = ({ code, exitCode }: CommanderError): boolean => code !== 'commander.help' && exitCode === 0;

/** The stack, with those of its causes. */
const stackOf = (error: Error): string =>
  `${error.stack}${error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : ''}`;

/** What a CDK app printed that failed: its own stack is there. */
const outputOf = (error: Error): readonly string[] =>
  'output' in error && typeof error.output === 'string' && error.output !== ''
    ? ['', 'What it printed:', error.output.trimEnd()]
    : [];
