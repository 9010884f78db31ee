import { Duration, Names, Stack } from 'aws-cdk-lib';
import { type UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { readByUsers, writtenByUsers } from '../bypass/client-attributes.ts';
import { type GuardedAttribute, guardedAttributes } from '../bypass/guarded-attributes.ts';
import { readableAttributes, writableAttributes } from '../bypass/own-client.ts';
import { sessionMinutesOf } from '../bypass/short-sessions.ts';
import type { CustomAuthClientOptions } from './custom-auth-props.ts';
import { PropertyError } from './errors.ts';
import type { FlowReport } from './inspection/inspection-report.ts';
import { listedAttributes } from './listed-attributes.ts';
import { renderedProperties, resourceOf } from './rendered-properties.ts';

/**
 * The app client: through it a user comes in by the flow, stays in by a refresh token, and by nothing else.
 *
 * It is made in the pool's stack, which refers to the functions' stack: the other way round would be a cycle.
 *
 * @throws PropertyError if users could write through it what the sign-in depends on, or read what it keeps secret
 */
export function makeAppClient(
  scope: Construct,
  userPool: UserPool,
  flow: Pick<FlowReport, 'attributes' | 'comparedAttributes' | 'challenges'>,
  options: CustomAuthClientOptions = {},
): UserPoolClient {
  const together = Stack.of(scope) === Stack.of(userPool);
  const pool = renderedProperties(resourceOf(userPool));
  const guarded = guardedAttributes(pool, flow);
  assertClosed(options, guarded);
  const readable = readableAttributes(pool, guarded);
  const readAttributes = options.readAttributes ?? (readable && listedAttributes(readable));
  return new UserPoolClient(together ? scope : userPool, together ? 'Client' : `Client${Names.uniqueId(scope)}`, {
    ...options,
    userPool,
    authFlows: { custom: true },
    disableOAuth: true,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    authSessionValidity: options.authSessionValidity ?? Duration.minutes(sessionMinutesOf(flow)),
    writeAttributes: options.writeAttributes ?? listedAttributes(writableAttributes(pool, guarded)),
    ...(readAttributes && { readAttributes }),
  });
}

function assertClosed(
  { readAttributes, writeAttributes }: CustomAuthClientOptions,
  guarded: readonly GuardedAttribute[],
): void {
  const lists = [
    ['writeAttributes', writeAttributes, writtenByUsers({ WriteAttributes: writeAttributes?.attributes() }, guarded)],
    ['readAttributes', readAttributes, readByUsers({ ReadAttributes: readAttributes?.attributes() }, guarded)],
  ] as const;
  for (const [list, given, [open]] of lists) {
    if (!given || !open) continue;
    const fault = given.attributes().length > 0 ? `has ${open.name}` : `is empty, which allows all, ${open.name} too`;
    throw new PropertyError(
      `client.${list} ${fault}, and ${open.because.join(', ')}: users could ` +
        `${list === 'readAttributes' ? 'read the secret' : 'decide how they sign in'}, so name others than it`,
    );
  }
}
