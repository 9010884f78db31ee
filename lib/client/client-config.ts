import type { TextMap } from '../protocol/text-map.ts';
import type { CognitoFlow } from './cognito-step.ts';

/** Which app client of which user pool, and how to reach it. */
export interface ClientConfig {
  /** As the deploy printed it: `eu-central-1_AbCdEf123`. */
  readonly userPoolId: string;
  readonly clientId: string;
  /** Of an app client that has one. Never in a browser: there it is no secret. @default - none */
  readonly clientSecret?: string;
  /**
   * How a sign-in begins: by the flow that the pool's triggers run, or by one of Cognito's own. The app client must allow
   * it. An app client for a flow should allow no other: it would be a way around the flow.
   * @default 'CUSTOM_AUTH'
   */
  readonly authFlow?: 'CUSTOM_AUTH' | CognitoFlow;
  /** The local pool's (`http://localhost:9339`), or a proxy's. @default - Cognito's, in the pool's region */
  readonly endpoint?: string;
  /**
   * How long the app client lets a person take over one challenge, in minutes. Of a challenge of the flow what its trigger says
   * goes before this: `CustomAuth` has it say so.
   * @default 3
   */
  readonly sessionMinutes?: number;
  /**
   * How long one call may take, in milliseconds, at most 2,147,483,647. Then it ends in a NetworkError; whether Cognito got
   * it, nobody knows. A call can invoke several triggers, and each has up to three tries of 5 s.
   * @default 30_000
   */
  readonly timeout?: number;
  /** @default - the platform's */
  readonly fetch?: typeof fetch;
  /** The clock, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** What each call may be given. */
export interface CallOptions {
  /** Aborts the call, which then rejects with the signal's reason; with a NetworkError where the platform has none. */
  readonly signal?: AbortSignal | undefined;
  /** For the pool's triggers, with this call only. Neither stored nor checked by Cognito: nothing secret in it. */
  readonly clientMetadata?: TextMap | undefined;
}

/** The client's clock. */
export const nowOf = (config: ClientConfig): number => (config.now ?? Date.now)();
