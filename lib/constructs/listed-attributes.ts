import { ClientAttributes, type StandardAttributesMask } from 'aws-cdk-lib/aws-cognito';

/** The standard attributes, as CDK names them and as Cognito does. */
const STANDARD: Readonly<Record<keyof StandardAttributesMask, string>> = {
  address: 'address',
  birthdate: 'birthdate',
  email: 'email',
  emailVerified: 'email_verified',
  familyName: 'family_name',
  fullname: 'name',
  gender: 'gender',
  givenName: 'given_name',
  lastUpdateTime: 'updated_at',
  locale: 'locale',
  middleName: 'middle_name',
  nickname: 'nickname',
  phoneNumber: 'phone_number',
  phoneNumberVerified: 'phone_number_verified',
  preferredUsername: 'preferred_username',
  profilePage: 'profile',
  profilePicture: 'picture',
  timezone: 'zoneinfo',
  website: 'website',
};

/** A client's list of attributes as CDK takes it. */
export function listedAttributes(names: readonly string[]): ClientAttributes {
  const mask = Object.fromEntries(Object.entries(STANDARD).map(([key, name]) => [key, names.includes(name)]));
  const custom = names.filter((name) => name.startsWith('custom:'));
  return new ClientAttributes().withStandardAttributes(mask).withCustomAttributes(...custom);
}
