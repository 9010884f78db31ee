import { describe, expect, it } from 'vitest';
import { customSenderWithoutKey } from '../../../lib/local/settings/custom-senders.ts';
import { readerOf, readPoolSettings } from '../../../lib/local/settings/read-pool-settings.ts';

const KMSKeyID = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const senderOf = (name: string) => ({
  LambdaVersion: 'V1_0',
  LambdaArn: `arn:aws:lambda:eu-central-1:123456789012:function:${name}`,
});
const settingsOf = (LambdaConfig: object) => readPoolSettings(readerOf({ LambdaConfig }));

describe('the custom senders of a pool', () => {
  it('are read with their key, by their ARNs', () => {
    const settings = settingsOf({ CustomEmailSender: senderOf('mail'), CustomSMSSender: senderOf('sms'), KMSKeyID });
    expect(settings.lambdaConfig).toEqual({
      CustomEmailSender: senderOf('mail').LambdaArn,
      CustomSMSSender: senderOf('sms').LambdaArn,
    });
    expect(settings.kmsKeyId).toBe(KMSKeyID);
    expect(customSenderWithoutKey(settings)).toBeUndefined();
  });

  it.each(['CustomEmailSender', 'CustomSMSSender'])('need one: %s', (name) => {
    expect(customSenderWithoutKey(settingsOf({ [name]: senderOf('mine') }))).toBe(name);
  });

  it('are none where there is but a key', () => {
    expect(customSenderWithoutKey(settingsOf({ KMSKeyID }))).toBeUndefined();
    expect(customSenderWithoutKey(settingsOf({}))).toBeUndefined();
  });
});
