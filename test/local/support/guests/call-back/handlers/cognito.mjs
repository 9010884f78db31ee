import {
  AdminAddUserToGroupCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';

const cognito = new CognitoIdentityProviderClient({});
const userOf = ({ userPoolId: UserPoolId, userName: Username }) => ({ UserPoolId, Username });

export async function attributesNow(event) {
  const { UserAttributes = [] } = await cognito.send(new AdminGetUserCommand(userOf(event)));
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
}

export const addToGroup = (event, GroupName) =>
  cognito.send(new AdminAddUserToGroupCommand({ ...userOf(event), GroupName }));

export async function groupsNow(event) {
  const { Groups = [] } = await cognito.send(new AdminListGroupsForUserCommand(userOf(event)));
  return Groups.map(({ GroupName }) => GroupName);
}
