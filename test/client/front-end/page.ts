import { claimsOf, createAuthClient, type Step } from '../../../lib/client/index.ts';
import type { SignIn } from './sign-in.d.ts';

/** A page that signs in: what is asked stands in #said, what it knows in its address. */
const parameters = new URLSearchParams(location.search);
const auth = createAuthClient<SignIn>({
  userPoolId: parameters.get('userPoolId') ?? '',
  clientId: parameters.get('clientId') ?? '',
  endpoint: parameters.get('endpoint') ?? '',
});

const element = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const say = (text: string) => {
  element('said').textContent = text;
};

let step: Step<SignIn> | undefined;

function describe(next: Step<SignIn> | undefined): string {
  switch (next?.name) {
    case undefined:
      return 'nobody is signed in';
    case 'emailOtp':
      return next.retry
        ? `${next.retry}, ${next.attemptsLeft} left`
        : `a code of ${next.parameters.digits} digits went to ${next.parameters.deliveredTo}`;
    case 'choose':
      return `pick ${next.parameters.options.join(' or ')}`;
    case 'passkey':
      return 'touch your key';
    case 'signedIn':
      return `signed in as ${claimsOf(next.tokens.idToken).email}`;
  }
}

function show(next: Step<SignIn> | undefined): void {
  step = next;
  say(describe(next));
}

function act(id: string, action: () => Promise<void>): void {
  element(id).addEventListener('click', () => {
    action().catch((error: Error) => say(`${error.name}: ${error.message}`));
  });
}

act('sign-in', async () => show(await auth.signIn({ username: element<HTMLInputElement>('username').value })));
act('answer', async () => {
  if (step?.name === 'emailOtp') show(await step.answer(element<HTMLInputElement>('code').value));
});
act('refresh', async () => {
  const before = await auth.tokens();
  const after = await auth.tokens({ refresh: true });
  say(after && after.accessToken !== before?.accessToken ? 'refreshed' : 'not refreshed');
});
act('sign-out', async () => {
  await auth.signOut();
  show(undefined);
});

auth.onChange((tokens) => show(tokens && { name: 'signedIn', tokens }));
const tokens = await auth.tokens();
show(tokens ? { name: 'signedIn', tokens } : await auth.resume());
