import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LocalParameter } from '../../../lib/local/model.ts';
import type { RefusedCall } from '../../../lib/local/stand-ins/refused-call.ts';
import { startStandIns } from '../../../lib/local/stand-ins/start-stand-ins.ts';
import { Outbox } from '../../../lib/testing/index.ts';

const PARAMETERS: readonly LocalParameter[] = [
  { name: '/app/sender', type: 'String', value: 'no-reply@example.com' },
  { name: '/app/keys/api', type: 'SecureString', value: 'a-secret-value' },
  { name: '/app/hosts', type: 'StringList', value: 'a,b' },
  { name: 'plain', type: 'String', value: 'p' },
];

async function start(parameters: readonly LocalParameter[] = PARAMETERS, variables: Record<string, string> = {}) {
  const app = { region: 'eu-central-1', accountId: '123456789012', parameters };
  const refused: RefusedCall[] = [];
  const standIns = await startStandIns({
    ...{ outbox: new Outbox(), resources: () => app, onRefused: (call) => refused.push(call) },
    functions: () => [{ environment: variables }],
  });
  const options = {
    ...{ region: 'eu-central-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const ssm = new SSMClient({ ...options, endpoint: standIns.environment.AWS_ENDPOINT_URL as string });
  const kms = new KMSClient({ ...options, endpoint: standIns.environment.AWS_ENDPOINT_URL as string });
  onTestFinished(async () => {
    ssm.destroy();
    kms.destroy();
    await standIns.close();
  });
  return { ssm, kms, refused };
}

describe('the stand-in for Systems Manager', () => {
  it.each(['/app/sender', '/app/sender:1', 'arn:aws:ssm:eu-central-1:123456789012:parameter/app/sender'])(
    'gives a parameter by %s',
    async (Name) => {
      const { ssm } = await start();
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
      expect(Parameter).toMatchObject({
        ...{ Name: '/app/sender', Type: 'String', Value: 'no-reply@example.com', Version: 1, DataType: 'text' },
        ...{ ARN: 'arn:aws:ssm:eu-central-1:123456789012:parameter/app/sender', LastModifiedDate: expect.any(Date) },
      });
    },
  );

  it('finds one whose name has no slash by its ARN, which has one', async () => {
    const { ssm } = await start();
    const Name = 'arn:aws:ssm:eu-central-1:123456789012:parameter/plain';
    expect((await ssm.send(new GetParameterCommand({ Name }))).Parameter).toMatchObject({ ARN: Name, Value: 'p' });
  });

  it('decrypts a SecureString only where it is asked to; KMS decrypts the rest', async () => {
    const { ssm, kms } = await start();
    const ask = async (WithDecryption: boolean) =>
      (await ssm.send(new GetParameterCommand({ Name: '/app/keys/api', WithDecryption }))).Parameter;
    expect((await ask(true))?.Value).toBe('a-secret-value');
    const { Value = '', ARN = '' } = (await ask(false)) ?? {};
    expect(Value).not.toContain('a-secret-value');
    const { Plaintext } = await kms.send(
      new DecryptCommand({
        ...{ CiphertextBlob: Buffer.from(Value, 'base64'), EncryptionContext: { PARAMETER_ARN: ARN } },
      }),
    );
    expect(Buffer.from(Plaintext as Uint8Array).toString()).toBe('a-secret-value');
  });

  it('gives several at once', async () => {
    const { ssm } = await start();
    const answered = await ssm.send(new GetParametersCommand({ Names: ['plain', '/app/hosts'] }));
    expect(answered.Parameters?.map(({ Value }) => Value)).toEqual(['p', 'a,b']);
    expect(answered.InvalidParameters).toEqual([]);
  });

  it('gives what stands under a path, below its folders too where it is asked to, page by page', async () => {
    const { ssm } = await start();
    const namesOf = async (input: object) => {
      const { Parameters = [], NextToken } = await ssm.send(
        new GetParametersByPathCommand({ Path: '/app', WithDecryption: true, ...input }),
      );
      return { names: Parameters.map(({ Name }) => Name), NextToken };
    };
    expect((await namesOf({})).names).toEqual(['/app/hosts', '/app/sender']);
    const first = await namesOf({ Recursive: true, MaxResults: 2 });
    expect(first.names).toEqual(['/app/hosts', '/app/keys/api']);
    const { names, NextToken } = await namesOf({ Recursive: true, MaxResults: 2, NextToken: first.NextToken });
    expect([names, NextToken]).toEqual([['/app/sender'], undefined]);
    expect((await namesOf({ Path: '/app/keys/' })).names).toEqual(['/app/keys/api']);
  });

  it.each([
    ['one', new GetParameterCommand({ Name: '/app/other' }), '/app/other', '"/app/other": "…"'],
    [
      'one of several',
      new GetParametersCommand({ Names: ['plain', '/app/other', 'x'] }),
      '/app/other, x',
      '"/app/other": "…", "x": "…"',
    ],
    ['a path', new GetParametersByPathCommand({ Path: '/other' }), '/other', '"/other": "…"'],
  ])(
    'says of %s that it does not know where to give it, and not that there is none',
    async (_what, command, named, given) => {
      const { ssm, refused } = await start();
      const message =
        `The local pool has no value for ${named} of Systems Manager; nothing left this machine. ` +
        `Give it in countersign.local.json: "ssm": { ${given} }.`;
      await expect(ssm.send(command as GetParameterCommand)).rejects.toMatchObject({ name: 'NoStandIn', message });
      // Whatever the function makes of it.
      expect(refused).toMatchObject([{ service: 'ssm', message }]);
    },
  );

  it.each([
    ['another version', new GetParameterCommand({ Name: 'plain:2' }), 'ParameterVersionNotFound'],
    [
      'a member that it does not know',
      new GetParametersByPathCommand({ Path: '/app', ParameterFilters: [] }),
      'ValidationException',
    ],
    ['a path that is none', new GetParametersByPathCommand({ Path: 'app' }), 'ValidationException'],
    [
      'a token that it did not give',
      new GetParametersByPathCommand({ Path: '/app', NextToken: 'x' }),
      'InvalidNextToken',
    ],
    ['too many names', new GetParametersCommand({ Names: Array(11).fill('plain') }), 'ValidationException'],
  ])('refuses %s', async (_what, command, name) => {
    const { ssm } = await start();
    await expect(ssm.send(command as GetParameterCommand)).rejects.toMatchObject({ name });
  });

  it('refuses what it does not do, and leaves all to where the functions have another one', async () => {
    const put = new PutParameterCommand({ Name: 'new', Value: 'v', Type: 'String' });
    await expect((await start()).ssm.send(put)).rejects.toMatchObject({ name: 'NoStandIn' });
    const { ssm } = await start(PARAMETERS, { AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:1' });
    await expect(ssm.send(new GetParameterCommand({ Name: 'plain' }))).rejects.toMatchObject({
      name: 'ServiceUnavailable',
    });
  });
});
