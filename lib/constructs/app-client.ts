import { Duration, Names, Stack } from 'aws-cdk-lib';
import { type UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { decidedByUsers } from '../bypass/asked-attributes.ts';
import type { CustomAuthClientOptions } from './custom-auth-props.ts';
import { PropertyError } from './errors.ts';
import type { FlowReport } from './inspection/inspection-report.ts';
import { writableAttributes } from './writable-attributes.ts';

/**
 * The app client: through it a user comes in by the flow, stays in by a refresh token, and by nothing else.
 *
 * It is made in the pool's stack, which refers to the functions' stack: the other way round would be a cycle.
 *
 * @throws PropertyError if the client could write what the flow decides by
 */
export function makeAppClient(
  scope: Construct,
  userPool: UserPool,
  flow: Pick<FlowReport, 'attributes' | 'challenges'>,
  options: CustomAuthClientOptions = {},
): UserPoolClient {
  const together = Stack.of(scope) === Stack.of(userPool);
  const decided = decidedByUsers({ WriteAttributes: options.writeAttributes?.attributes() }, flow);
  if (decided.length > 0) {
    throw new PropertyError(
      `client.writeAttributes has ${decided.join(', ')}, and the flow asks about it: users could decide how they ` +
        'sign in, so take it out',
    );
  }
  return new UserPoolClient(together ? scope : userPool, together ? 'Client' : `Client${Names.uniqueId(scope)}`, {
    ...options,
    userPool,
    authFlows: { custom: true },
    disableOAuth: true,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    authSessionValidity: options.authSessionValidity ?? sessionValidity(flow),
    writeAttributes: options.writeAttributes ?? writableAttributes(userPool, flow),
  });
}

/** As long as the slowest challenge needs, within what Cognito allows. */
function sessionValidity({ challenges }: Pick<FlowReport, 'challenges'>): Duration {
  const minutes = Math.max(3, ...challenges.map(({ needs }) => needs.sessionMinutes ?? 3));
  return Duration.minutes(Math.min(15, Math.ceil(minutes)));
}
