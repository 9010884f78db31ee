import { ClientAttributes, type UserPool } from 'aws-cdk-lib/aws-cognito';
import { writableCustomAttributes } from '../bypass/asked-attributes.ts';
import type { FlowReport } from './inspection/inspection-report.ts';
import { renderedProperties, resourceOf } from './rendered-properties.ts';

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

/**
 * What users may write of themselves: the standard attributes and the pool's custom ones, without any custom attribute
 * that the flow asks about. Named one by one, so that an attribute added later isn't open by itself.
 */
export function writableAttributes(userPool: UserPool, flow: Pick<FlowReport, 'attributes'>): ClientAttributes {
  const custom = writableCustomAttributes(renderedProperties(resourceOf(userPool)), flow);
  return new ClientAttributes().withStandardAttributes(STANDARD).withCustomAttributes(...custom);
}
