import { Stack } from 'aws-cdk-lib';
import { ClientAttributes, type UserPool } from 'aws-cdk-lib/aws-cognito';
import { resourceOf } from './attach-triggers.ts';

/** Every standard attribute that a user may write. `…_verified` is Cognito's own. */
const STANDARD = {
  address: true,
  birthdate: true,
  email: true,
  familyName: true,
  fullname: true,
  gender: true,
  givenName: true,
  lastUpdateTime: true,
  locale: true,
  middleName: true,
  nickname: true,
  phoneNumber: true,
  preferredUsername: true,
  profilePage: true,
  profilePicture: true,
  timezone: true,
  website: true,
} as const;

/** What Cognito calls its own attributes in a schema. */
const STANDARD_NAMES: ReadonlySet<unknown> = new Set([
  ...new ClientAttributes()
    .withStandardAttributes({ ...STANDARD, emailVerified: true, phoneNumberVerified: true })
    .attributes(),
  'sub',
]);

/** The pool's custom attributes, `custom:` included. */
export function customAttributesOf(userPool: UserPool): readonly string[] {
  const schema: unknown = Stack.of(userPool).resolve(resourceOf(userPool).schema);
  return (Array.isArray(schema) ? schema : [])
    .filter(({ name, developerOnlyAttribute }) => name !== undefined && developerOnlyAttribute !== true)
    .filter(({ name }) => !STANDARD_NAMES.has(name))
    .map(({ name }) => `custom:${String(name).replace(/^custom:/, '')}`);
}

/**
 * What users may write of themselves: the standard attributes and the pool's custom ones, without any custom attribute
 * that the flow asks about. Named one by one, so that an attribute added later isn't open by itself.
 */
export function writableAttributes(userPool: UserPool, asked: readonly string[]): ClientAttributes {
  const custom = customAttributesOf(userPool).filter((name) => !asked.includes(name));
  return new ClientAttributes().withStandardAttributes(STANDARD).withCustomAttributes(...custom);
}
