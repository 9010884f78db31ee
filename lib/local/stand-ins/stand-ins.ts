import type { Outbox } from '../../cognito/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { EventInvocations } from '../event-invocations.ts';
import type { LocalApp, LocalFunction } from '../model.ts';
import type { RefusedCall } from './refused-call.ts';

/** The services that functions call, on this machine. */
export interface StandIns {
  /** What functions must have in their environment to find them: AWS's own variables, so their code stays the same. */
  readonly environment: TextMap;
  close(): Promise<void>;
}

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
  /** Where the app is, and its keys, as it is now. @default - no keys but those that functions name */
  readonly resources?: () => Pick<LocalApp, 'region' | 'accountId' | 'keys'>;
  /** The URL of the local pool, for functions that call Cognito. @default - these calls are refused */
  readonly pool?: () => string;
  /** Invokes functions of the app, where one of them asks Lambda for it. @default - none is invoked */
  readonly events?: Pick<EventInvocations, 'has' | 'begin'>;
  /** Whether the waits after wrong answers, those between messages and messages' budgets are held. @default false */
  readonly budgets?: boolean;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Told of each call that nothing here answers, whatever the function makes of it. @default - nobody is told */
  readonly onRefused?: (refused: RefusedCall) => void;
}
