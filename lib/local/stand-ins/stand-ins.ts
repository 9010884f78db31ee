import type { Outbox } from '../../cognito/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { EventInvocations } from '../event-invocations.ts';
import type { LocalApp, LocalFunction, LocalPoolDefinition } from '../model.ts';
import type { AppTables } from './app-tables.ts';
import type { RefusedCall } from './refused-call.ts';

/** The services that functions call, on this machine. */
export interface StandIns {
  /** What functions must have in their environment to find them: AWS's own variables, so their code stays the same. */
  readonly environment: TextMap;
  close(): Promise<void>;
}

/** What an app has beside its functions. */
export type AppResources = Pick<
  LocalApp,
  'region' | 'accountId' | 'keys' | 'parameters' | 'secrets' | 'emailTemplates'
> & {
  readonly pools?: readonly Pick<LocalPoolDefinition, 'kmsKeyId'>[];
};

/** What the stand-ins are started with. */
export interface StandInsOptions {
  readonly outbox: Outbox;
  /**
   * The functions that call, as they are now: their variables say which table is a ledger's, and where a service is
   * (`AWS_ENDPOINT_URL_DYNAMODB`), which is called there then; `AWS_ENDPOINT_URL` leads what no stand-in takes.
   *
   * @default - none
   */
  readonly functions?: () => readonly Pick<LocalFunction, 'environment'>[];
  /** What the app has beside its functions, as it is now. @default - nothing: keys are those that functions name */
  readonly resources?: () => AppResources;
  /** Where the app's own tables are, but for the ledger's. @default - nowhere */
  readonly tables?: Pick<AppTables, 'areHad' | 'endpoint'>;
  /** The URL of the local pool, for functions that call Cognito. @default - these calls are refused */
  readonly pool?: () => string;
  /** Invokes functions of the app, where one of them asks Lambda for it. @default - none is invoked */
  readonly events?: Pick<EventInvocations, 'has' | 'begin' | 'invoke'>;
  /** Whether the waits after wrong answers, those between messages and messages' budgets are held. @default false */
  readonly budgets?: boolean;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Whether what no stand-in takes is forwarded within this machine alone. @default false */
  readonly offline?: boolean;
  /** Told of each call that nothing here answers, whatever the function makes of it. @default - nobody is told */
  readonly onRefused?: (refused: RefusedCall) => void;
}
