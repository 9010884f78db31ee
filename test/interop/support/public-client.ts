import type { ChallengeName } from '../../../lib/protocol/index.ts';

/** How a sign-in begins: by its AuthFlow, where `CUSTOM_AUTH` with a password begins with SRP_A. */
export type PublicAuthFlow = 'USER_SRP_AUTH' | 'USER_PASSWORD_AUTH' | 'CUSTOM_AUTH' | 'USER_AUTH';

/** Who signs in, and how. */
export interface PublicSignIn {
  readonly authFlow: PublicAuthFlow;
  readonly username: string;
  readonly password?: string;
}

/** What a client says is asked next, whatever words it has for it. */
export interface Asked {
  /** Cognito's name for it; `signedIn` at the end. */
  readonly name: ChallengeName | 'signedIn';
  /** Of a challenge that lets the user pick, Cognito's names. */
  readonly options?: readonly string[];
  /** Of an authenticator app that is being set up. */
  readonly secretCode?: string;
  /** What `navigator.credentials.get` is to be given. */
  readonly request?: { readonly challenge: string; readonly rpId?: string };
}

/** The app client of a pool that a public client is set up for. */
export interface PublicClientConfig {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

/** A public client as an app uses it, its storage its own. */
export interface PublicClient {
  signIn(input: PublicSignIn): Promise<Asked>;
  /** Answers what was asked last: a code, a password, Cognito's name of what is picked, an assertion as JSON. */
  answer(answer: string): Promise<Asked>;
  /** The access token it holds; undefined where nobody is signed in. */
  accessToken(): Promise<string | undefined>;
  /** Has it refresh its tokens, though they are good. Gives the access token. */
  refresh(): Promise<string | undefined>;
  signOut(options?: { readonly global: boolean }): Promise<void>;
}
