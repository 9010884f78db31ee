import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { MemoryLedger } from '../../lib/ledger/memory-ledger.ts';
import {
  createAuthChallengeHandler,
  type TriggerOptions,
  verifyAuthChallengeResponseHandler,
} from '../../lib/triggers/index.ts';
import { codeFlow, ENVIRONMENT } from '../ledger/support/deployment.ts';
import { FakeAws } from '../ledger/support/fake-aws.ts';
import { createEvent, verifyEvent } from '../triggers/setup.ts';
import { median } from './median.ts';

/** What an invocation of a warm function comes to. */
export interface TriggerCost {
  readonly trigger: string;
  /** Requests to DynamoDB and Lambda. KMS gets one more in each cold start. */
  readonly requests: number;
  readonly p50Ms: number;
  /** The same with a ledger in memory: what is left is the requests. */
  readonly withoutRequestsMs: number;
}

const TURNS = 500;
const silent = { info: () => {}, error: () => {} };

/** Times Create, with a message and without, a wrong answer and a right one, with DynamoDB and Lambda a connection on this machine away. */
export async function triggerCosts(): Promise<readonly TriggerCost[]> {
  const aws = new FakeAws();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', async () => {
      const headers = request.headers as Record<string, string>;
      const answer = await aws.fetch(new URL(request.url ?? '/', 'http://aws'), {
        method: 'POST',
        headers,
        body: Buffer.concat(parts).toString(),
      });
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const environment = { ...ENVIRONMENT, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
  try {
    const there = handlersOf({ environment });
    // Outside of Lambda it delivers itself: to nobody.
    const outside = { ...environment, AWS_LAMBDA_FUNCTION_NAME: undefined, COUNTERSIGN_DELIVER: undefined };
    const here = handlersOf({ environment: outside, ledger: new MemoryLedger() });
    for (const { run } of [...there, ...here]) for (let turn = 0; turn < 20; turn++) await run(-turn);
    const costs: TriggerCost[] = [];
    for (const [nth, { trigger, run }] of there.entries()) {
      const times: number[][] = [[], []];
      const before = aws.requests.length;
      // In turns, so that the machine's noise hits both alike.
      for (let turn = 0; turn < TURNS; turn++) {
        for (const [which, each] of [run, here[nth]?.run ?? run].entries()) {
          const begun = performance.now();
          await each(turn);
          times[which]?.push(performance.now() - begun);
        }
      }
      const requests = (aws.requests.length - before) / TURNS;
      const [p50Ms = Number.NaN, withoutRequestsMs = Number.NaN] = times.map(median);
      costs.push({ trigger, requests, p50Ms, withoutRequestsMs });
    }
    return costs;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Each turn is a user of its own: nobody waits. */
function handlersOf(options: TriggerOptions) {
  const { flow } = codeFlow();
  const create = createAuthChallengeHandler(flow, { log: silent, ...options });
  const sending = codeFlow({
    limits: { messages: {} },
    create: ({ user: { userName: to } }) => ({
      parameters: {},
      privateParameters: { code: '4711' },
      message: { to, code: '4711' },
    }),
    deliver: () => {},
  });
  const createAndSend = createAuthChallengeHandler(sending.flow, { log: silent, ...options });
  const verify = verifyAuthChallengeResponseHandler(flow, { log: silent, ...options });
  const position = { 'countersign:position': '[1,"code",0,"",[]]' };
  const answering = (kind: string, challengeAnswer: string) => async (turn: number) => {
    const privateChallengeParameters = { ...position, code: '4711', 'countersign:round': `${turn}` };
    const { response } = await verify(
      verifyEvent({ userName: `${kind} ${turn}`, privateChallengeParameters, challengeAnswer }),
    );
    if (response.answerCorrect !== (challengeAnswer === '4711')) throw new Error('an answer was judged wrongly');
  };
  return [
    { trigger: 'Create', run: async (turn: number) => void (await create(createEvent({ userName: `asked ${turn}` }))) },
    {
      trigger: 'Create, with a message',
      run: async (turn: number) => void (await createAndSend(createEvent({ userName: `sent to ${turn}` }))),
    },
    { trigger: 'Verify, a wrong answer', run: answering('wrong', '0000') },
    { trigger: 'Verify, a right answer', run: answering('right', '4711') },
  ];
}
