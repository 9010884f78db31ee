import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import { toldOfPool } from './rendered-properties.ts';

/**
 * What people sign in by, for the functions, which no event tells: `email`, `phone_number`, `email,phone_number`; else
 * `username`, whatever aliases lead to one.
 */
export const signInNames = (userPool: () => UserPool): string =>
  toldOfPool(userPool, ({ UsernameAttributes }) => namesOf(UsernameAttributes));

function namesOf(attributes: unknown): string {
  if (attributes === undefined) return 'username';
  const known = Array.isArray(attributes) && attributes.length > 0 && attributes.every(isName);
  // What only the deployment knows may be any of them.
  return known ? [...new Set(attributes)].sort().join() : 'unknown';
}

const isName = (attribute: unknown): boolean => attribute === 'email' || attribute === 'phone_number';
