import { describe, expect, it } from 'vitest';
import { readClientSettings } from '../../../lib/local/settings/read-client-settings.ts';
import { readPoolSettings } from '../../../lib/local/settings/read-pool-settings.ts';
import { appOf, functionResource, poolResource } from '../app/assembly.ts';

const readerOf =
  (properties: Readonly<Record<string, unknown>>) =>
  (name: string): unknown =>
    properties[name];

describe('the settings of a pool', () => {
  it('say which addresses wait to be verified, and what recovers an account, by its priority', () => {
    const settings = readPoolSettings(
      readerOf({
        AutoVerifiedAttributes: ['email'],
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email', 'nonsense'] },
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Name: 'verified_phone_number', Priority: 2 },
            { Name: 'verified_email', Priority: 1 },
          ],
        },
        DeletionProtection: 'ACTIVE',
      }),
    );
    expect(settings).toMatchObject({
      verifiedBeforeUpdate: ['email'],
      accountRecovery: ['verified_email', 'verified_phone_number'],
      deletionProtected: true,
    });
  });

  it('leave out what they leave out', () => {
    const settings = readPoolSettings(readerOf({}));
    for (const name of ['verifiedBeforeUpdate', 'accountRecovery', 'deletionProtected', 'preTokenGenerationVersion']) {
      expect(settings).not.toHaveProperty(name);
    }
  });

  it.each(['V1_0', 'V2_0', 'V3_0'])('name the version of PreTokenGeneration: %s', (LambdaVersion) => {
    const LambdaArn = 'arn:aws:lambda:eu-central-1:123456789012:function:tokens:live';
    const settings = readPoolSettings(
      readerOf({ LambdaConfig: { PreTokenGenerationConfig: { LambdaArn, LambdaVersion } } }),
    );
    expect(settings.preTokenGenerationVersion).toBe(LambdaVersion);
    expect(settings.lambdaConfig).toEqual({
      PreTokenGeneration: 'arn:aws:lambda:eu-central-1:123456789012:function:tokens',
    });
  });
});

describe('the settings of a client', () => {
  it('rotate refresh tokens, in place of refreshing by InitiateAuth', () => {
    const RefreshTokenRotation = { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 };
    expect(readClientSettings(readerOf({ RefreshTokenRotation }))).toMatchObject({
      refreshTokenRotation: { retryGracePeriod: 10 },
      explicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH'],
    });
    const off = readClientSettings(readerOf({ RefreshTokenRotation: { Feature: 'DISABLED' } }));
    expect(off).not.toHaveProperty('refreshTokenRotation');
    expect(off.explicitAuthFlows).toContain('ALLOW_REFRESH_TOKEN_AUTH');
  });
});

describe('the groups of the template', () => {
  it('belong to their pool, with their role resolved', async () => {
    const UserPoolId = { Ref: 'Pool' };
    const app = await appOf({
      Define: functionResource(),
      Pool: poolResource(),
      Other: { Type: 'AWS::Cognito::UserPool' },
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'admin' } },
      Admins: {
        Type: 'AWS::Cognito::UserPoolGroup',
        Properties: {
          ...{ UserPoolId, GroupName: 'admins', Description: 'May do all', Precedence: '1' },
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
      Staff: { Type: 'AWS::Cognito::UserPoolGroup', Properties: { UserPoolId } },
    });
    const [pool, other] = app.pools;
    expect(pool?.groups).toEqual([
      {
        ...{ groupName: 'admins', description: 'May do all', precedence: 1 },
        roleArn: expect.stringMatching(/^arn:aws:iam::\d{12}:role\/admin$/),
      },
      { groupName: 'Staff' },
    ]);
    expect(other).not.toHaveProperty('groups');
  });
});
