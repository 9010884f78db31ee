import {
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PostAuthenticationTriggerHandler } from 'aws-lambda';

const cognito = new CognitoIdentityProviderClient();

/** Who had the code reads the address. */
export const handler: PostAuthenticationTriggerHandler = async (event) => {
  if (event.request.userAttributes.email_verified !== 'true') {
    await cognito.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: event.userPoolId,
        Username: event.userName,
        UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
      }),
    );
  }
  return event;
};
