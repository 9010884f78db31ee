import { Command } from 'commander';
import { DEFAULT_PORT, localEndpoint } from '../local/local-endpoint.ts';
import { FailedError } from './errors.ts';
import { note, print, type Terminal } from './terminal.ts';

const EXAMPLES = `
Asks on stderr, takes one answer a line, and prints the claims of both tokens on stdout as JSON.
The code stands where the local pool runs, and on its page. Where too many answers were wrong, it says how long to wait, and sends
none before: countersign local lifts these waits, unless it runs with --budgets.

Examples:
  $ countersign sign-in alice@example.com
  $ countersign sign-in alice@example.com --endpoint http://localhost:9400
  $ countersign sign-in alice@example.com --password
  $ countersign sign-in alice@example.com --client SignIn/Client
  $ echo 123456 | countersign sign-in alice@example.com | jq .idToken.email`;

interface SignInOptions {
  readonly endpoint?: string;
  readonly client?: string;
  readonly password?: true;
}

/** `countersign sign-in`: signs in to the local pool, with the client that an app would use. */
export const signInCommand = (terminal: Terminal): Command =>
  new Command('sign-in')
    .description('sign in to the local pool')
    .argument('<username>', 'the user name, or the e-mail address')
    .option('--endpoint <url>', 'where the local pool is (default: http://localhost:PORT, PORT 9339 if not set)')
    .option('--password', 'ask the password first, for a flow that begins with it')
    .option('--client <name>', "the app client's id, name, logical id or construct (default: one for custom sign-ins)")
    .addHelpText('after', EXAMPLES)
    .action((username: string, options: SignInOptions) => signIn(terminal, username, options));

async function signIn(terminal: Terminal, username: string, options: SignInOptions): Promise<void> {
  const { readLocalConfig } = await import('./sign-in/local-config.ts');
  const { pickClient } = await import('./sign-in/pick-client.ts');
  const { converse } = await import('./sign-in/conversation.ts');
  const { openPrompt } = await import('./sign-in/prompt.ts');
  const { AuthError, claimsOf, createAuthClient } = await import('../client/index.ts');
  const { endpoint = localEndpoint(terminal.environment.PORT || DEFAULT_PORT), client: wanted } = options;

  const { userPoolId, clientId, clientSecret } = pickClient(await readLocalConfig(endpoint), wanted);
  const auth = createAuthClient({
    userPoolId,
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    endpoint,
  });
  const prompt = openPrompt(terminal);
  prompt.say(`Signing in to ${endpoint}. What it sends stands in its terminal and on its page.`, '');
  try {
    const { idToken, accessToken } = await converse(auth, username, prompt, options.password);
    note(terminal, '', 'Signed in. What stands in the tokens:');
    const claims = { idToken: claimsOf(idToken), accessToken: claimsOf(accessToken) };
    print(terminal, JSON.stringify(claims, null, 2));
  } catch (cause) {
    throw cause instanceof AuthError ? new FailedError(`${cause.message} (${cause.code})`, { cause }) : cause;
  } finally {
    prompt.close();
  }
}
