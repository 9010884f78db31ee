import { join } from 'node:path';
import { Token } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../lib/constructs/bundle.ts';
import { inspectFunction } from '../../lib/constructs/inspect-function.ts';
import { emptyFolder, lambdasOf, oneCode } from './fixtures/lambdas.ts';

/** The flow of a bundle in an environment. One that was reported before is the same object. */
const looker = (source: string) => {
  const bundled = bundle(join(lambdasOf(`${source};\n${oneCode}`), 'define-auth-challenge.ts'), emptyFolder());
  return (environment: Readonly<Record<string, string>>) =>
    inspectFunction(bundled, { source: 'x.ts', trigger: 'DefineAuthChallenge', environment, region: 'eu-west-3' }).flow;
};
const token = () => Token.asString({ Ref: 'Table' });

describe('a bundle is looked into once', () => {
  it('in equal environments, and in those that differ by a token which it does not read', () => {
    const look = looker('void process.env.STAGE');
    const first = look({ STAGE: 'dev', TABLE: token() });
    expect(look({ STAGE: 'dev', TABLE: token() })).toBe(first);
    expect(look({ STAGE: 'production', TABLE: token() })).not.toBe(first);
    expect(look({ STAGE: 'dev', TABLE: token() })).toBe(first);
    expect(look({ STAGE: 'dev' })).not.toBe(first);
  });

  it('and once more for each token that it reads', () => {
    const look = looker('void process.env.TABLE');
    const [one, another] = [token(), token()];
    const first = look({ TABLE: one });
    expect(look({ TABLE: one })).toBe(first);
    expect(look({ TABLE: another })).not.toBe(first);
  });
});

it('lets a challenge need a value that only the deployment knows under a name of its own', () => {
  const bundled = bundle(
    join(
      lambdasOf(`const { TABLE } = process.env;
        export const signIn = defineFlow({ code: challenge({ needs: { environment: { USERS: TABLE ?? '' } } }) },
          function* ({ pass }) { yield* pass('code'); });`),
      'create-auth-challenge.ts',
    ),
    emptyFolder(),
  );
  const TABLE = token();
  const surroundings = { source: 'x.ts', trigger: 'CreateAuthChallenge', region: 'eu-west-3' } as const;
  expect(inspectFunction(bundled, { ...surroundings, environment: { TABLE } }).environment).toEqual({
    TABLE,
    USERS: TABLE,
  });
});
