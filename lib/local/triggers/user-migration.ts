import { lambdaOutputUnrecognizable } from '../../cognito/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import type { CallContext } from '../call-context.ts';
import type { StoredUser } from '../store/users.ts';
import { findUser } from '../users/find-user.ts';
import { newUser } from '../users/new-user.ts';
import { hashPassword } from '../users/password.ts';
import { saveNewUser, saveUser } from '../users/save-user.ts';
import { assertAddresses, assertAttributes, assertComplete } from '../users/schema-rules.ts';
import type { TriggerContext } from './invoke-trigger.ts';
import { invokeIfSet } from './pool-triggers.ts';

/** Whom a client asks for, where the pool doesn't know them. */
export type Migration =
  | {
      readonly source: 'Authentication';
      /** As it was typed. */
      readonly userName: string;
      readonly password: string;
      /** InitiateAuth's metadata. */
      readonly validationData: TextMap | undefined;
    }
  | { readonly source: 'ForgotPassword'; readonly userName: string; readonly clientMetadata: TextMap | undefined };

const RESPONSE = {
  userAttributes: null,
  forceAliasCreation: null,
  enableSMSMFA: null,
  finalUserStatus: null,
  messageAction: null,
  desiredDeliveryMediums: null,
} as const;

/**
 * Runs UserMigration, and makes the user it gave: with the password that was typed, whatever the pool's policy says; one
 * who forgot it has none. No welcome message is sent: its words aren't documented.
 *
 * Only for what brings a password in plain text, and for ForgotPassword: SRP and custom sign-ins migrate nobody.
 *
 * @returns undefined where the pool has no such trigger
 * @throws CognitoError what the trigger threw; InvalidLambdaResponseException if it gave no attributes
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
 */
export async function migrateUser(
  migration: Migration,
  at: PoolClient,
  context: TriggerContext & Pick<CallContext, 'store' | 'now'>,
): Promise<StoredUser | undefined> {
  const { pool } = at;
  const { source, userName } = migration;
  const request =
    source === 'Authentication'
      ? { password: migration.password, validationData: migration.validationData ?? null }
      : { password: null, validationData: null, ...told(migration.clientMetadata) };
  const event = { trigger: 'UserMigration', source, user: { userName }, request, response: RESPONSE } as const;
  const given = await invokeIfSet(event, at, context);
  if (given === undefined) return undefined;
  const attributes = attributesIn(given.userAttributes);
  const status = source === 'ForgotPassword' || given.finalUserStatus === 'RESET_REQUIRED' ? 'RESET_REQUIRED' : null;
  const now = context.now();
  const drafted = newUser(userName, attributes, pool, { status: status ?? 'CONFIRMED', now });
  const passwordHash = source === 'Authentication' ? await hashPassword(migration.password, drafted, now) : null;
  const user: StoredUser = { ...drafted, passwordHash };
  assertAttributes(attributes, pool, 'new user');
  assertAddresses(attributes, user.attributes);
  assertComplete(user.attributes, pool);
  // Two that came at once brought the same user.
  const faster = findUser(context.store.users, pool, userName);
  if (faster) return faster;
  if (given.forceAliasCreation === true) saveUser(user, pool, context.store, true);
  else saveNewUser(user, pool, context.store, 'User already exists');
  return user;
}

const told = (clientMetadata: TextMap | undefined) => clientMetadata && { clientMetadata };

/** What was typed to sign in may stand among them: as a user's own name it is no attribute. */
function attributesIn(value: unknown): TextMap {
  if (!isRecord(value)) throw lambdaOutputUnrecognizable();
  const { sub: _, username: __, ...attributes } = value;
  const texts = Object.values(attributes);
  if (texts.length === 0 || !texts.every((text) => typeof text === 'string')) throw lambdaOutputUnrecognizable();
  return attributes as TextMap;
}
