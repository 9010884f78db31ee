import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ICustomAttribute, IUserPool, UserPoolClientOptions } from 'aws-cdk-lib/aws-cognito';
import type { ITable, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { assertKnownOptions } from '../protocol/known-options.ts';
import type { TextMap } from '../protocol/text-map.ts';

/** Who the challenges send e-mail as, through Amazon SES. */
export interface EmailSender {
  /**
   * The address, or a name with it: `Example <no-reply@example.com>`. Where it is known only at deployment, the bare
   * address.
   */
  readonly from: string;
  /**
   * The verified SES identity that sends, the address or a domain of it, to be allowed no other. Outside the SES sandbox
   * only: inside, SES checks the recipient's identity too.
   * @default - every identity of the account, under the condition that the mail is from this address
   */
  readonly identity?: string;
  /** The SES configuration set that mail is sent with. @default - the identity's default one, if it has one */
  readonly configurationSetName?: string;
}

/** A finding that you know of and accept. */
export interface Acknowledgement {
  /**
   * The finding's id, as its message gives it: where it is, and all that it allows. Once more is allowed there, it is
   * another finding.
   */
  readonly id: string;
  /** Why it is safe here: for those who read your code later. */
  readonly reason: string;
}

/** What may be set of the app client. What would open a door beside the flow may not. */
export type CustomAuthClientOptions = Pick<
  UserPoolClientOptions,
  | 'userPoolClientName'
  | 'generateSecret'
  | 'accessTokenValidity'
  | 'idTokenValidity'
  | 'refreshTokenValidity'
  | 'readAttributes'
  | 'writeAttributes'
> & {
  /** How long one answer may take. 3 to 15 minutes. @default - as long as the flow's challenges need */
  readonly authSessionValidity?: Duration;
};

/** A table in DynamoDB. By its classes too: under `exactOptionalPropertyTypes` they don't fit the interface. */
export type LedgerTable = ITable | Table | TableV2;

/** More about what remembers wrong answers from one sign-in to the next: a table in DynamoDB and a key in KMS. */
export interface LedgerOptions {
  /**
   * What becomes of the table and the key with the stack.
   * @default - as the pool: `removalPolicy` of `CustomAuth`. What is retained goes where the first deploy fails
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * A table of this app to use: with the partition key `pk` of type STRING, no sort key, `ttl` as its time-to-live attribute,
   * in the region of the functions and in no other.
   * @default - a new one, billed by request
   */
  readonly table?: LedgerTable;
  /**
   * Whether there is a function that forgets a user's wrong answers, so that nobody need wait: `auth.unlock`, for
   * `countersign unlock`. Whoever may invoke it lifts the limit of guesses: let operators alone.
   * @default false
   */
  readonly unlock?: boolean;
}

/** Properties of `CustomAuth`. */
export interface CustomAuthProps {
  /**
   * The folder that holds the flow's `sign-in.ts`, relative to where the CDK app is started. A handler with middleware has
   * a file of its own there: `define-auth-challenge.ts`, `create-auth-challenge.ts`, `verify-auth-challenge-response.ts`.
   */
  readonly lambdas: string;
  /** The user pool to attach the flow to: one of this app, in this stack or another. @default - a new one */
  readonly userPool?: IUserPool;
  /** Who mail is sent as. @default - none; required where a challenge sends mail */
  readonly email?: EmailSender;
  /**
   * Environment variables of all three functions. One that a handler reads while it is loaded must be a value that is known
   * at synth, or stand in its challenges' `needs`: Define doesn't get it then. All of a function's variables have 4 KB.
   * @default - what the challenges need
   */
  readonly environment?: TextMap;
  /** More about the app client. @default - see {@link CustomAuthClientOptions} */
  readonly client?: CustomAuthClientOptions;
  /**
   * What remembers wrong answers from one sign-in to the next. False: nothing does, to be acknowledged; whoever guesses begins
   * one sign-in after another then. @default - a new table and a new key
   */
  readonly ledger?: LedgerOptions | false;
  /** Findings that you know of and accept. One that matches none is a warning. @default - none: every finding fails synth */
  readonly acknowledgements?: readonly Acknowledgement[];
  /** How long the functions' logs are kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
  /**
   * Custom attributes of the new pool: up to 50, their names up to 20 characters. Once deployed, Cognito lets none be changed
   * or removed.
   * @default - none
   */
  readonly customAttributes?: Readonly<Record<string, ICustomAttribute>>;
  /** Whether people may sign themselves up. Of the new pool only. @default true */
  readonly selfSignUpEnabled?: boolean;
  /**
   * What becomes of the new pool and of the logs with the stack. Logs that are retained go where the first deploy fails.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /** Whether the new pool refuses to be deleted. Of the new pool only. @default - true, unless removalPolicy is DESTROY */
  readonly deletionProtection?: boolean;
}

const CLIENT: Readonly<Record<keyof CustomAuthClientOptions, true>> = {
  userPoolClientName: true,
  generateSecret: true,
  accessTokenValidity: true,
  idTokenValidity: true,
  refreshTokenValidity: true,
  readAttributes: true,
  writeAttributes: true,
  authSessionValidity: true,
};
const EMAIL: Readonly<Record<keyof EmailSender, true>> = { from: true, identity: true, configurationSetName: true };
const LEDGER: Readonly<Record<keyof LedgerOptions, true>> = { removalPolicy: true, table: true, unlock: true };
const PROPS: Readonly<Record<keyof CustomAuthProps, true>> = {
  lambdas: true,
  userPool: true,
  email: true,
  environment: true,
  client: true,
  ledger: true,
  acknowledgements: true,
  logRetention: true,
  customAttributes: true,
  selfSignUpEnabled: true,
  removalPolicy: true,
  deletionProtection: true,
};

/**
 * Asserts that `CustomAuth` gets no property that it doesn't know.
 *
 * @throws UnknownOptionError
 */
export function assertKnownProps(props: CustomAuthProps): void {
  assertKnownOptions("CustomAuth's properties", props, PROPS);
  assertKnownOptions("CustomAuth's email", props.email ?? {}, EMAIL);
  assertKnownOptions("CustomAuth's ledger", props.ledger || {}, LEDGER);
  assertKnownOptions("CustomAuth's client", props.client ?? {}, CLIENT);
}
