import type { SignIn } from '../lambdas/sign-in.ts';
import { type AuthClient, claimsOf, createAuthClient, type Tokens } from '../lib/client/index.ts';

/** What stands in config.json beside the page: the local pool's values here, those of the deployed pool where it is deployed. */
interface Config {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly endpoint?: string;
}

const host = document.querySelector<HTMLElement>('#sign-in') as HTMLElement;

async function begin(): Promise<void> {
  const response = await fetch('config.json');
  if (!response.ok) throw new Error(`config.json can't be read: ${await response.text()}`);
  const auth = createAuthClient<SignIn>((await response.json()) as Config);

  let end = (): void => {};
  const show = (tokens: Tokens | undefined): void => {
    end();
    end = tokens
      ? showAccount(tokens, () => void auth.signOut().catch(console.warn)) // forgotten here in any case
      : showSignIn(auth);
  };
  // Of other tabs, too: who signs in or out in one does in all.
  auth.onChange(show);
  show(await auth.tokens());
}

function showSignIn(auth: AuthClient<SignIn>): () => void {
  const button = document.createElement('button');
  button.textContent = 'Continue';
  button.addEventListener('click', async () => {
    let step = await auth.signIn({ username: 'alice@example.com' });
    while (step.name === 'emailOtp') step = await step.answer(prompt('Code') ?? '');
  });
  host.replaceChildren(button);
  return () => host.replaceChildren();
}

/** Shows who is signed in, and a way out. */
function showAccount({ idToken }: Tokens, signOut: () => void): () => void {
  const account = document.createElement('div');
  account.className = 'account';
  const who = document.createElement('p');
  const name = document.createElement('strong');
  name.textContent = String(claimsOf(idToken).email);
  who.append('You are signed in as ', name, '.');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Sign out';
  button.addEventListener('click', signOut);
  account.append(who, button);
  host.replaceChildren(account);
  return () => account.remove();
}

begin().catch((error: unknown) => {
  const problem = document.createElement('p');
  problem.setAttribute('role', 'alert');
  problem.textContent = error instanceof Error ? error.message : String(error);
  host.replaceChildren(problem);
});
