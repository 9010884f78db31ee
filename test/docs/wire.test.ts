import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Flow } from '../../lib/flow/index.ts';
import { RESERVED_PARAMETERS } from '../../lib/protocol/round.ts';
import { startLocalSignIn } from '../client/support/local-sign-in.ts';
import { openExampleProject } from './example-project.ts';
import { blocksOf, examplesOf, root } from './markdown.ts';

const PAGE = 'docs/wire.md';
const ALICE = 'alice@example.com';
const { write, load } = openExampleProject();

/** JSON as it travels. */
interface Json {
  readonly [member: string]: string | number | Json;
}

/** A call as `curl` would make it. */
function readCurl(command: string) {
  const headers = [...command.matchAll(/-H '([^:]+): (.*)'/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
  const [, body = ''] = /-d '([\s\S]*)'/.exec(command) ?? [];
  return { url: /curl (\S+)/.exec(command)?.[1] ?? '', headers: Object.fromEntries(headers), body: JSON.parse(body) };
}

const calls = blocksOf(PAGE, 'sh').map(readCurl);
const answers = blocksOf(PAGE, 'json').map((text): Json => JSON.parse(text));

/** What is another one each time has no value here. */
const stable = (json: Json): Json =>
  JSON.parse(JSON.stringify(json), (name, value) =>
    /^(?:Session|USERNAME|device|\w+Token)$/.test(name) ? typeof value : value,
  );

async function startPagePool() {
  const [flow] = examplesOf(PAGE);
  expect(flow?.file).toBe('lambdas/sign-in.ts');
  write('lambdas/sign-in.ts', flow?.code ?? '');
  const { config, outbox } = await startLocalSignIn((await load('lambdas/sign-in.ts')).signIn as Flow, {
    // As the construct deploys it: a code of this flow is good for ten minutes.
    authSessionValidity: 10,
  });

  /** Sends a call of the page, with what only the pool knows put in its place. */
  const send = async ({ headers, body }: ReturnType<typeof readCurl>, before: Json): Promise<Json> => {
    const { USERNAME } = (before.ChallengeParameters ?? {}) as Json;
    const inPlace = (name: string, value: unknown): unknown => {
      if (name === 'ClientId') return config.clientId;
      if (name === 'Session') return before.Session;
      if (name === 'USERNAME') return USERNAME ?? value;
      if (value === 'the wrong code') return outbox.lastCode() === '000000' ? '111111' : '000000';
      return value === 'the right code' ? outbox.lastCode() : value;
    };
    const response = await fetch(config.endpoint, {
      method: 'POST',
      headers,
      body: JSON.stringify(JSON.parse(JSON.stringify(body), inPlace)),
    });
    return (await response.json()) as Json;
  };
  return send;
}

describe('the calls of the page', () => {
  it('are answered as it says, from the first to the tokens', async () => {
    const send = await startPagePool();
    expect(calls.map(({ url }) => new URL(url).host)).toEqual(Array(4).fill('cognito-idp.us-east-1.amazonaws.com'));
    let before: Json = {};
    for (const [index, call] of calls.entries()) {
      const answer = await send(call, before);
      expect([index, stable(answer)]).toEqual([index, stable(answers[index] ?? {})]);
      before = answer;
    }
    expect(before.AuthenticationResult).toMatchObject({ TokenType: 'Bearer' });
  });

  it('end after the last wrong answer with the error that it shows', async () => {
    const send = await startPagePool();
    const [begin, choose, wrong] = calls as [(typeof calls)[0], (typeof calls)[0], (typeof calls)[0]];
    let answer = await send(choose, await send(begin, {}));
    for (const left of ['2', '1']) {
      answer = await send(wrong, answer);
      expect(answer.ChallengeParameters).toMatchObject({ attemptsLeft: left, retry: 'wrong' });
    }
    expect(await send(wrong, answer)).toEqual(answers.at(-1));
    expect(answers).toHaveLength(calls.length + 1);
  });

  it('are told to wait after too many wrong answers, by the parameters that it names', async () => {
    const send = await startPagePool();
    const [begin, choose, wrong] = calls as [(typeof calls)[0], (typeof calls)[0], (typeof calls)[0]];
    let answer: Json = {};
    for (let given = 0; given < 11; given++) {
      if (given % 3 === 0) answer = await send(choose, await send(begin, {}));
      answer = await send(wrong, answer);
    }
    expect(answer.ChallengeParameters).toMatchObject({ attemptsLeft: '1', retry: 'wait' });
    const { retryAfter } = answer.ChallengeParameters as Json;
    expect(retryAfter).toMatch(/^(60|5\d)$/);
    const again = await send(choose, await send(begin, {}));
    expect(again.ChallengeParameters).toHaveProperty('retryAfter');
    expect(again.ChallengeParameters).not.toHaveProperty('retry');
  });

  it('need the choice in the metadata, too', async () => {
    const send = await startPagePool();
    const [begin, choose] = calls as [(typeof calls)[0], (typeof calls)[0]];
    const { ClientMetadata: _, ...silent } = choose.body;
    const answer = await send({ ...choose, body: silent }, await send(begin, {}));
    expect(answer.ChallengeParameters).toMatchObject({ challenge: 'choose', attemptsLeft: '2', retry: 'wrong' });
  });
});

describe('the page', () => {
  it('names every parameter that a round sets, and where a choice goes', () => {
    const text = readFileSync(join(root, PAGE), 'utf8');
    const rows = [...text.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name = '']) => name);
    expect(rows).toEqual(
      expect.arrayContaining([...RESERVED_PARAMETERS, 'options', 'ClientMetadata.choice', 'ChallengeResponses.ANSWER']),
    );
  });

  it('has a Python example that sends what the calls send', () => {
    const [python = ''] = blocksOf(PAGE, 'python');
    const membersIn = (json: Json): string[] =>
      Object.entries(json).flatMap(([name, value]) => [name, ...(typeof value === 'object' ? membersIn(value) : [])]);
    const sent = new Set(calls.flatMap(({ body }) => membersIn(body)));
    expect([...sent].filter((name) => !python.includes(`${name}=`) && !python.includes(`"${name}"`))).toEqual([]);
    expect(sent).toContain('choice');
    const read = [...RESERVED_PARAMETERS, 'options'];
    expect(read.filter((name) => !python.includes(`"${name}"`) && !python.includes(`'${name}'`))).toEqual([]);
    expect(python).toContain(`"SECRET_HASH"`);
    expect(python).toContain(ALICE);
  });
});
