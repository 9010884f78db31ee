import { Outbox, sesStandIn } from '../../../lib/cognito/index.ts';
import {
  type ChallengeHandlers,
  type ChallengeTraits,
  defineChallenge,
  defineFlow,
  type Flow,
} from '../../../lib/flow/index.ts';
import type { LoggedLine } from '../../../lib/testing/flow-handlers.ts';
import { logInto } from '../../../lib/testing/flow-handlers.ts';
import { SimulatedClock, verifyAuthChallengeResponseEvent } from '../../../lib/testing/index.ts';
import { deliverMessageHandler } from '../../../lib/triggers/deliver-message.ts';
import {
  createAuthChallengeHandler,
  type TriggerOptions,
  verifyAuthChallengeResponseHandler,
} from '../../../lib/triggers/index.ts';
import { FakeAws } from './fake-aws.ts';

export const TABLE = 'the-ledger';
export const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** The environment of a function that has a ledger. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_LAMBDA_FUNCTION_NAME: 'verify',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: 'example-token',
  COUNTERSIGN_EMAIL_FROM: 'no-reply@example.com',
  COUNTERSIGN_SIGN_IN_BY: 'email',
  COUNTERSIGN_LEDGER: TABLE,
  COUNTERSIGN_LEDGER_KEY: KEY_ARN,
  COUNTERSIGN_DELIVER: 'deliver',
};

/** A fetch that hands mail to an outbox, and all else to the fake. */
export function fetchOf(aws: FakeAws, outbox: Outbox): typeof fetch {
  const ses = sesStandIn(outbox);
  return ((url: URL, init: RequestInit) =>
    url.hostname.startsWith('email.') ? ses(new Request(url, init)) : aws.fetch(url, init)) as typeof fetch;
}

/** Create and Verify of a flow as they are deployed, with a fake AWS behind them. */
export function deploy(flow: Flow, aws = new FakeAws(), options: TriggerOptions = {}) {
  const lines: LoggedLine[] = [];
  const outbox = new Outbox();
  const clock = new SimulatedClock(Date.UTC(2026, 10, 26));
  const complete: TriggerOptions = {
    log: logInto(lines),
    now: clock.now,
    environment: ENVIRONMENT,
    fetch: fetchOf(aws, outbox),
    ...options,
  };
  // Its requests are its own: what Create and Verify send is what tells.
  const ofDeliver = new FakeAws(aws.key, aws.items);
  const deliver = deliverMessageHandler(flow, { ...complete, fetch: fetchOf(ofDeliver, outbox) });
  aws.invoked = (poke) => deliver(poke as never);
  return {
    aws,
    clock,
    outbox,
    lines,
    deliver,
    ofDeliver,
    create: createAuthChallengeHandler(flow, complete),
    verify: verifyAuthChallengeResponseHandler(flow, complete),
  };
}

/** A flow of one code, which passes once; `judged` lists the answers that somebody looked at. */
export function codeFlow(parts: Partial<ChallengeHandlers> & Pick<ChallengeTraits, 'limits'> = {}) {
  const judged: string[] = [];
  const code = defineChallenge({
    factor: 'possession',
    attempts: 3,
    create: () => ({ parameters: {}, privateParameters: { code: '4711' } }),
    decoy: () => ({ parameters: {}, privateParameters: { code: '----' } }),
    judgesDecoys: true,
    verify: ({ answer, privateParameters }) => {
      judged.push(answer as string);
      return answer === privateParameters.code && { right: true, once: 'the code' };
    },
    ...parts,
  });
  const flow = defineFlow({ code }, function* ({ pass }) {
    yield* pass('code');
  });
  return { flow, judged };
}

/** Verify's event for an answer in a round of such a flow. */
export const answerEvent = (answer: string, round: string, code = '4711') =>
  verifyAuthChallengeResponseEvent({
    privateChallengeParameters: {
      code,
      'countersign:position': '[1,"code",0,"",[]]',
      'countersign:round': round,
    },
    challengeAnswer: answer,
  });
