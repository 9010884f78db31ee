import { Command } from 'commander';
import { UsageError } from './errors.ts';
import { note, print, type Terminal } from './terminal.ts';

const EXAMPLES = `
After too many wrong answers a user waits, at one challenge or more, also where somebody else gave them. This forgets them:
whoever is meant can sign in at once. What was used up, a code say, stays so.

Without --function it asks the local pool, which takes its users by every name that they sign in by. There the user waits only
with countersign local --budgets.

With --function it invokes the function that the construct makes of ledger: { unlock: true }, auth.unlock. You need
cognito-idp:AdminGetUser on the pool and lambda:InvokeFunction on the function. The region is the pool's. Credentials are taken
from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; those of a profile are set by
eval "$(aws configure export-credentials --profile NAME --format env)".

A name that nobody has can be unlocked too: what is tried under it is counted as well.

Examples:
  $ countersign unlock alice@example.com
  $ countersign unlock alice@example.com --endpoint http://localhost:9400
  $ countersign unlock alice@example.com --function SignInUnlock1A2B3C --user-pool-id eu-central-1_AbCdEf123`;

interface UnlockOptions {
  readonly endpoint?: string;
  readonly userPoolId?: string;
  readonly function?: string;
}

/** `countersign unlock`: forgets a user's wrong answers, in the local pool or on AWS. */
export const unlockCommand = (terminal: Terminal): Command =>
  new Command('unlock')
    .description("forget a user's wrong answers, so that nobody need wait")
    .argument('<username>', 'the user name, or an alias such as the e-mail address')
    .option('--function <name>', 'on AWS: the name or the ARN of the function that unlocks')
    .option('--user-pool-id <id>', 'the user pool (default: of the local pool, the first that allows custom sign-ins)')
    .option('--endpoint <url>', 'where the local pool is (default: http://localhost:PORT, PORT 9339 if not set)')
    .addHelpText('after', EXAMPLES)
    .action((username: string, options: UnlockOptions) => unlock(terminal, username, options));

async function unlock(terminal: Terminal, username: string, options: UnlockOptions): Promise<void> {
  const { userNotFound, userPoolId, unlocked } = await outcomeOf(terminal, username, options);
  if (userNotFound) {
    note(terminal, `There is no user ${username} in ${userPoolId}. The name is unlocked as it was typed.`);
  }
  print(
    terminal,
    unlocked.length === 0
      ? `${username} is locked nowhere: no challenge of the flow counts wrong answers.`
      : `${username} is unlocked. Wrong answers are forgotten at: ${unlocked.join(', ')}.`,
  );
}

async function outcomeOf(terminal: Terminal, username: string, options: UnlockOptions) {
  const { endpoint, userPoolId, function: functionName } = options;
  if (functionName === undefined) {
    const { unlockLocally } = await import('./unlock/unlock-locally.ts');
    return unlockLocally(terminal, { endpoint, userPoolId, username });
  }
  if (endpoint !== undefined) {
    throw new UsageError(
      `--endpoint (${endpoint}) is of the local pool and --function (${functionName}) on AWS: name one of the two`,
    );
  }
  if (userPoolId === undefined) {
    throw new UsageError(`--function ${functionName} needs --user-pool-id ID: the pool that the user is in`);
  }
  const { unlockDeployed } = await import('./unlock/unlock-deployed.ts');
  return unlockDeployed(terminal, { functionName, userPoolId, username });
}
