import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bundle } from '../../lib/constructs/bundle.ts';
import { REQUEST_ID, runInLambda } from '../support/runtime-api.ts';
import { createEvent, defineEvent, entry, verifyEvent } from './setup.ts';

const root = join(import.meta.dirname, '../..');
const fixtures = join(import.meta.dirname, 'fixtures/runtime-log');
const into = mkdtempSync(join(tmpdir(), 'countersign-runtime-'));
afterAll(() => rmSync(into, { recursive: true }));

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;
const formats = ['JSON', 'TEXT'] as const;

/** What the runtime client wrote, with the times out of it. */
const writtenBy = (node: 22 | 24, format: (typeof formats)[number]): readonly string[] =>
  readFileSync(join(fixtures, `node-${node}-${format.toLowerCase()}.txt`), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(TIME, 'TIME'));

describe.each(formats)('with the log format %s', (AWS_LAMBDA_LOG_FORMAT) => {
  test('Lambda’s runtime client wraps what the console prints, and leaves stdout alone; so does the one of these tests', async () => {
    const [node22, node24] = [writtenBy(22, AWS_LAMBDA_LOG_FORMAT), writtenBy(24, AWS_LAMBDA_LOG_FORMAT)];
    expect(node22).toEqual(node24);
    const [, wrapped = '', , own = ''] = node24;
    expect(JSON.parse(own)).toMatchObject({ decision: 'ask' });
    // The reason why nothing is logged by the console: the decision is nowhere at the top.
    expect(wrapped).not.toBe(own);
    if (AWS_LAMBDA_LOG_FORMAT === 'JSON') expect(JSON.parse(wrapped)).not.toHaveProperty('decision');
    const { lines } = await runInLambda(join(fixtures, 'probe.mjs'), {}, { AWS_LAMBDA_LOG_FORMAT });
    expect(lines.map((line) => line.replace(TIME, 'TIME'))).toEqual(node24);
  });

  // What differs by the format is the console, tested above: one format is enough where nobody waits.
  const tags = AWS_LAMBDA_LOG_FORMAT === 'JSON' ? [] : ['slow'];
  const position = { 'countersign:position': '[1,"emailOtp",0,"",[]]' };
  test.each([
    ['define-auth-challenge', defineEvent(), { level: 'INFO', message: 'DefineAuthChallenge', decision: 'ask' }],
    [
      'define-auth-challenge',
      defineEvent({ session: [entry(true)] }),
      { level: 'INFO', message: 'DefineAuthChallenge', decision: 'refuse', reason: 'foreign-metadata' },
    ],
    [
      'create-auth-challenge',
      createEvent({ userNotFound: true }),
      { level: 'INFO', message: 'CreateAuthChallenge', decision: 'decoy', challenge: 'emailOtp' },
    ],
    [
      'create-auth-challenge',
      createEvent({ session: [entry(true)] }),
      { level: 'ERROR', message: 'CreateAuthChallenge', decision: 'fail', error: { code: 'nothing-asked' } },
    ],
    [
      'verify-auth-challenge-response',
      verifyEvent({ privateChallengeParameters: position, challengeAnswer: '123456' }),
      { level: 'INFO', message: 'VerifyAuthChallengeResponse', decision: 'wrong', challenge: 'emailOtp' },
    ],
  ])(
    'the uploaded bundle of %s writes one line that a filter can read: %#',
    { tags },
    async (name, event, expected) => {
      const { entry: index } = bundle(join(root, 'lambdas', `${name}.ts`), into);
      const environment = { AWS_LAMBDA_LOG_FORMAT, COUNTERSIGN_DECOY_SECRET: 'a secret of the deployment' };
      const { lines, ended } = await runInLambda(index, event, environment);
      expect(lines).toHaveLength(1);
      const line = JSON.parse(lines[0] as string);
      expect(line).toMatchObject({ ...expected, requestId: REQUEST_ID, timestamp: expect.stringMatching(TIME) });
      expect(ended).toBe(expected.decision === 'fail' ? 'error' : 'response');
      // As Lambda has it of a line of stdout: a time and a level at the top, in the order of the runtime client's own.
      const [, , , own = ''] = writtenBy(24, AWS_LAMBDA_LOG_FORMAT);
      expect(Object.keys(line).slice(0, 3)).toEqual(Object.keys(JSON.parse(own)).slice(0, 3));
    },
  );
});
