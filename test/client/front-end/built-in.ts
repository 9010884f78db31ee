import {
  type ClientConfig,
  claimsOf,
  createAuthClient,
  getWebAuthnCredential,
  registerWebAuthnCredential,
} from '../../../lib/client/index.ts';

interface Who {
  readonly username: string;
  readonly password: string;
}

/** Signs in by SRP. Gives whose tokens these are. */
async function signInByPassword(config: ClientConfig, who: Who): Promise<unknown> {
  const step = await createAuthClient({ ...config, authFlow: 'USER_SRP_AUTH' }).signIn(who);
  return step.name === 'signedIn' ? claimsOf(step.tokens.idToken).email : step.name;
}

/** Signs in by password, registers a passkey, and signs in by that. Gives the steps. */
async function signInByPasskey(config: ClientConfig, { username, password }: Who): Promise<readonly string[]> {
  const auth = createAuthClient({ ...config, authFlow: 'USER_AUTH' });
  const first = await auth.signIn({ username, password });
  if (first.name !== 'signedIn') return [first.name];
  await registerWebAuthnCredential(config, first.tokens);
  await auth.signOut();
  const step = await auth.signIn({ username, preferredChallenge: 'WEB_AUTHN' });
  if (step.name !== 'WEB_AUTHN') return [first.name, step.name];
  const last = await step.answer(await getWebAuthnCredential(step.parameters.request));
  return [first.name, step.name, last.name];
}

Object.assign(globalThis, { signInByPassword, signInByPasskey });
