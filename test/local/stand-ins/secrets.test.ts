import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStandIns } from '../../../lib/local/stand-ins/start-stand-ins.ts';
import { Outbox } from '../../../lib/testing/index.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:app/api-key-AbC123';
const secrets = [
  { name: 'app/api-key', arn: ARN, value: '{"key":"a-secret-value"}' },
  { name: 'given-secret', arn: ARN.replace('app/api-key-AbC123', 'given-secret'), value: 'given' },
  { name: 'app/api', arn: ARN.replace('api-key-AbC123', 'api-Zz9Zz9'), value: 'another' },
] as const;

async function start() {
  const app = { region: 'eu-central-1', accountId: '123456789012', secrets };
  const standIns = await startStandIns({ outbox: new Outbox(), resources: () => app });
  const client = new SecretsManagerClient({
    ...{ region: 'eu-central-1', endpoint: standIns.environment.AWS_ENDPOINT_URL as string },
    ...{ maxAttempts: 1, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } },
  });
  onTestFinished(async () => {
    client.destroy();
    await standIns.close();
  });
  const ask = (input: Partial<GetSecretValueCommand['input']>) =>
    client.send(new GetSecretValueCommand({ SecretId: 'app/api-key', ...input }));
  return { client, ask };
}

describe('the stand-in for Secrets Manager', () => {
  it.each([
    ['name', 'app/api-key'],
    ['ARN', ARN],
    ['ARN without what stands behind the name', ARN.replace('-AbC123', '')],
  ])('gives a secret by its %s', async (_what, SecretId) => {
    const { ask } = await start();
    expect(await ask({ SecretId })).toMatchObject({
      ...{ ARN, Name: 'app/api-key', SecretString: '{"key":"a-secret-value"}', VersionStages: ['AWSCURRENT'] },
      VersionId: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
    });
  });

  it.each(['given-secret', secrets[1].arn, `${secrets[1].arn}-XyZ987`])(
    'gives one that was given, whose ARN nobody knows to its end, by %s',
    async (SecretId) => {
      const { ask } = await start();
      expect((await ask({ SecretId })).SecretString).toBe('given');
    },
  );

  it('does not take a part of a name for the whole', async () => {
    const { ask } = await start();
    const SecretId = secrets[1].arn.replace('-secret', '');
    await expect(ask({ SecretId })).rejects.toMatchObject({ name: 'NoStandIn' });
  });

  it('has one version of each', async () => {
    const { ask } = await start();
    const { VersionId } = await ask({});
    expect((await ask({ VersionId, VersionStage: 'AWSCURRENT' })).VersionId).toBe(VersionId);
    await expect(ask({ VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(ask({ VersionId: '0'.repeat(32) })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('says where to give one that it does not know, and not that there is none', async () => {
    const { ask } = await start();
    await expect(ask({ SecretId: 'app/other' })).rejects.toMatchObject({
      name: 'NoStandIn',
      message:
        'The local pool has no value for app/other of Secrets Manager; nothing left this machine. ' +
        'Give it in countersign.local.json: "secrets": { "app/other": "…" }.',
    });
  });

  it('has nothing else done to a secret', async () => {
    const { client } = await start();
    const put = new PutSecretValueCommand({ SecretId: 'app/api-key', SecretString: 'x' });
    await expect(client.send(put)).rejects.toMatchObject({ name: 'NoStandIn' });
  });
});
