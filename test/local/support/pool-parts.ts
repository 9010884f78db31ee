import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';

/** What the example's handlers find in their environment. */
export const environment = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  COUNTERSIGN_EMAIL_FROM: 'no-reply@example.com',
  COUNTERSIGN_SIGN_IN_BY: 'email',
  COUNTERSIGN_DECOY_SECRET: 'a secret of the deployment',
};

/** An unmodified SDK client for a pool. Its credentials are of no account. */
export const sdkFor = (endpoint: string): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({
    endpoint,
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
