import { sesStandIn } from '../../lib/cognito/index.ts';
import type { Flow } from '../../lib/flow/index.ts';
import {
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  Outbox,
  sessionEntry,
  verifyAuthChallengeResponseEvent,
} from '../../lib/testing/index.ts';
import {
  createAuthChallengeHandler,
  defineAuthChallengeHandler,
  type LogFields,
  type TriggerOptions,
  verifyAuthChallengeResponseHandler,
} from '../../lib/triggers/index.ts';

/** A line of the log. */
export interface Line {
  readonly level: 'info' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** The three handlers of a flow, with an outbox behind `fetch` and the log in a list. */
export function triggersOf(flow: Flow, options: TriggerOptions = {}) {
  const outbox = new Outbox();
  const ses = sesStandIn(outbox);
  const lines: Line[] = [];
  const line = (level: Line['level']) => (message: string, fields: LogFields) => {
    lines.push({ level, message, fields });
  };
  const complete: TriggerOptions = {
    log: { info: line('info'), error: line('error') },
    decoySecret: 'a secret of the deployment',
    fetch: ((input: URL, init: RequestInit) => ses(new Request(input, init))) as typeof fetch,
    environment: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      COUNTERSIGN_EMAIL_FROM: 'no-reply@example.com',
      COUNTERSIGN_SIGN_IN_BY: 'email',
    },
    ...options,
  };
  return {
    outbox,
    lines,
    define: defineAuthChallengeHandler(flow, complete),
    create: createAuthChallengeHandler(flow, complete),
    verify: verifyAuthChallengeResponseHandler(flow, complete),
  };
}

export type Triggers = ReturnType<typeof triggersOf>;

/** What Define answers to refuse. */
export const refused = { challengeName: null, issueTokens: false, failAuthentication: true };
/** What Define answers to ask a challenge. */
export const asked = { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false };
/** What Define answers to issue tokens. */
export const tokens = { challengeName: null, issueTokens: true, failAuthentication: false };

/** The last line's fields. */
export const lastLine = ({ lines }: Triggers): LogFields => lines.at(-1)?.fields as LogFields;

/** An event as JavaScript and a broken caller could send it. */
export const odd = <Event>(event: Event, changes: Record<string, unknown>): Event => ({ ...event, ...changes });

/** An event whose request is changed against its type. */
export const oddRequest = <Event extends { request: object }>(
  event: Event,
  changes: Record<string, unknown>,
): Event => ({
  ...event,
  request: { ...event.request, ...changes },
});

export {
  createAuthChallengeEvent as createEvent,
  defineAuthChallengeEvent as defineEvent,
  sessionEntry as entry,
  verifyAuthChallengeResponseEvent as verifyEvent,
};
