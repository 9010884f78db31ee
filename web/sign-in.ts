import type { SignIn } from '../lambdas/sign-in.ts';
import { claimsOf, createAuthClient, type Tokens } from '../lib/client/index.ts';
import { showSignIn } from '../lib/ui/index.ts';

/** What stands in config.json beside the page: the local pool's values here, those of the deployed pool where it is deployed. */
interface Config {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint?: string;
}

const host = document.querySelector('#sign-in') as HTMLElement;

async function begin(): Promise<void> {
  const response = await fetch('config.json');
  if (!response.ok) throw new Error(`config.json can't be read: ${await response.text()}`);
  const auth = createAuthClient<SignIn>((await response.json()) as Config);

  let end = (): void => {};
  const show = (tokens: Tokens | undefined, autofocus: boolean): void => {
    end();
    end = tokens
      ? showAccount(tokens, autofocus, () => auth.signOut())
      : showSignIn(host, { auth, usernameType: 'email', autofocus });
  };
  // Of other tabs, too: who signs in or out in one does in all.
  auth.onChange((tokens) => show(tokens, true));
  show(await auth.tokens(), false);
}

/** Shows who is signed in, and a way out. */
function showAccount({ idToken }: Tokens, autofocus: boolean, signOut: () => Promise<void>): () => void {
  const account = document.createElement('div');
  account.className = 'account';
  account.tabIndex = -1;
  const who = document.createElement('p');
  const name = document.createElement('strong');
  name.textContent = String(claimsOf(idToken).email);
  who.append('You are signed in as ', name, '.');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Sign out';
  // What fails is to tell Cognito: here the tokens are forgotten in any case.
  button.addEventListener('click', () => void signOut().catch(console.warn));
  account.append(who, button);
  host.replaceChildren(account);
  if (autofocus) account.focus();
  return () => account.remove();
}

begin().catch((error: unknown) => {
  const problem = document.createElement('p');
  problem.setAttribute('role', 'alert');
  problem.textContent = error instanceof Error ? error.message : String(error);
  host.replaceChildren(problem);
});
