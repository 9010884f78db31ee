// @module-tag slow
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTestPool } from '../local/support/start-pool.ts';
import { pythonWithBoto3 } from './support/boto3/python.ts';

const script = fileURLToPath(new URL('support/boto3/use_pool.py', import.meta.url));

describe('boto3', { timeout: 120_000 }, () => {
  it('signs up, signs in with a custom challenge, and administers users', async () => {
    const python = pythonWithBoto3(onTestFinished);
    const { local, UserPoolId, ClientId, faults } = await startTestPool({ now: Date.now, seed: [] });
    const { stdout } = await promisify(execFile)(python.program, [script, local.endpoint, UserPoolId, ClientId], {
      timeout: 50_000,
      env: { ...process.env, ...python.env, AWS_EC2_METADATA_DISABLED: 'true' },
    });
    expect(JSON.parse(stdout)).toEqual({
      delivery: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'b***@e***' },
      twice: ['UsernameExistsException', expect.any(String)],
      'wrong code': ['CodeMismatchException', 'Invalid verification code provided, please try again.'],
      'after a wrong answer': ['CUSTOM_CHALLENGE', true],
      'token type': 'Bearer',
      'used session': ['NotAuthorizedException', 'Invalid session for the user, session can only be used once.'],
      'sub is the name': true,
      me: {
        ...{ sub: expect.any(String), email: 'bob@example.com', email_verified: 'true', 'custom:role': 'reader' },
      },
      pages: [2, 2],
      filtered: ['CONFIRMED'],
      'a date': 'datetime',
      role: 'writer',
      'no such attribute': ['InvalidParameterException', 'user.custom:none: Attribute does not exist in the schema.\n'],
      groups: ['editors'],
      revoked: ['NotAuthorizedException', 'Refresh Token has been revoked'],
      disabled: ['NotAuthorizedException', 'User is disabled.'],
      gone: ['UserNotFoundException', 'User does not exist.'],
      schema: [
        {
          ...{ Name: 'custom:plan', AttributeDataType: 'String', DeveloperOnlyAttribute: false, Mutable: true },
          ...{ Required: false, StringAttributeConstraints: { MaxLength: '4' } },
        },
        {
          ...{ Name: 'custom:age', AttributeDataType: 'Number', DeveloperOnlyAttribute: false, Mutable: true },
          ...{ Required: false, NumberAttributeConstraints: {} },
        },
      ],
      validity: [30, 45, 12, true],
    });
    expect(faults).toEqual([]);
  });
});
