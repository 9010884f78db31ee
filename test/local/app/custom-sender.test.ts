import { describe, expect, it } from 'vitest';
import { appOf, functionResource, permissionResource, poolResource } from './assembly.ts';

const sender = { LambdaVersion: 'V1_0', LambdaArn: { 'Fn::GetAtt': ['Define', 'Arn'] } };
const resources = { Define: functionResource(), Allowed: permissionResource(), Key: { Type: 'AWS::KMS::Key' } };

describe('a custom sender of the template', () => {
  it('is read with the key that the app makes', async () => {
    const KMSKeyID = { 'Fn::GetAtt': ['Key', 'Arn'] };
    const app = await appOf({
      ...{ ...resources, Pool: poolResource({ LambdaConfig: { CustomEmailSender: sender, KMSKeyID } }) },
    });
    const [pool] = app.pools;
    expect(pool?.lambdaConfig).toEqual({ CustomEmailSender: app.functions[0]?.functionArn });
    expect(pool?.kmsKeyId).toMatch(/^arn:aws:kms:[\w-]+:\d{12}:key\/[\da-f-]{36}$/);
    expect(app.notes).toBeUndefined();
  });

  it('without a key is noted: Cognito will refuse the pool', async () => {
    const app = await appOf({ ...resources, Pool: poolResource({ LambdaConfig: { CustomSMSSender: sender } }) });
    expect(app.notes).toEqual([expect.stringMatching(/^CustomSMSSender of Pool has no key: .*customSenderKmsKey/)]);
  });
});
