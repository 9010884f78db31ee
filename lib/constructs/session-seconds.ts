import { Lazy } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import { shortestSession } from '../bypass/short-sessions.ts';
import { clientsOf } from './pool-clients.ts';

/**
 * How long a step may be answered, in seconds, for Create, which no event tells: by the app client whose sessions are shortest, of
 * those that may begin the flow; `unknown` where only the deployment knows.
 *
 * A plain number in the template: a reference from the functions to the client would be a cycle.
 */
export function sessionSeconds(userPool: () => UserPool): string {
  let isAsked = false;
  const produce = (): string => {
    // To look at the app may render the very function that is told: one whose type was overridden.
    if (isAsked) return UNKNOWN;
    isAsked = true;
    try {
      const minutes = shortestSession(clientsOf(userPool()));
      return minutes === undefined ? UNKNOWN : String(minutes * 60);
    } finally {
      isAsked = false;
    }
  };
  return Lazy.uncachedString({ produce });
}

const UNKNOWN = 'unknown';
