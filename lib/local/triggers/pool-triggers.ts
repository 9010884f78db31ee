import { lambdaOutputUnrecognizable } from '../../cognito/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import type { StoredUser } from '../store/users.ts';
import { eventAttributes } from '../users/attributes.ts';
import type { TriggerContext } from './invoke-trigger.ts';

/** A trigger's answer, or a part of it. */
export type Json = Readonly<Record<string, unknown>>;

/** The triggers beside the three of a custom sign-in, which a pool may have. */
type PoolTrigger =
  | 'PreSignUp'
  | 'PostConfirmation'
  | 'PreAuthentication'
  | 'PostAuthentication'
  | 'PreTokenGeneration'
  | 'CustomMessage'
  | 'UserMigration';

/** Where an event comes from: a client of a pool, or the pool's owner, who has none. */
export type EventSource = Pick<PoolClient, 'pool'> & Partial<PoolClient>;

/** What one trigger's event holds beside what all do. */
export interface PoolTriggerEvent {
  readonly trigger: PoolTrigger;
  /** What stands behind the `_` of `triggerSource`. */
  readonly source: string;
  /** One that isn't in the pool has no attributes to tell. */
  readonly user: StoredUser | { readonly userName: string };
  readonly request?: Json;
  readonly response?: Json;
  /** @default '1' */
  readonly version?: string;
}

/** What the event of every trigger holds. */
export const commonMembers = (
  triggerSource: string,
  { userName }: Pick<StoredUser, 'userName'>,
  { pool, client }: EventSource,
  { app }: TriggerContext['index'],
) => ({
  version: '1',
  triggerSource,
  region: app.region,
  userPoolId: pool.userPoolId,
  userName,
  callerContext: {
    awsSdkVersion: 'aws-sdk-unknown-unknown',
    clientId: client?.clientId ?? 'CLIENT_ID_NOT_APPLICABLE',
  },
});

/** Invokes a trigger if the pool has it; gives its `response`. */
export async function invokeIfSet(
  { trigger, source, user, request, response = {}, version = '1' }: PoolTriggerEvent,
  at: EventSource,
  { triggers, index, requestId }: TriggerContext,
): Promise<Json | undefined> {
  const { pool } = at;
  if (!pool.lambdaConfig[trigger]) return undefined;
  const triggerSource = `${trigger}_${source}`.replace('PreTokenGeneration', 'TokenGeneration');
  const event = {
    ...{ ...commonMembers(triggerSource, user, at, index), version },
    request: { ...('attributes' in user && { userAttributes: eventAttributes(user, pool) }), ...request },
    response,
  };
  const output = await triggers.invoke(pool, trigger, event, requestId);
  if (!isRecord(output) || !isRecord(output.response)) throw lambdaOutputUnrecognizable();
  return output.response;
}

/**
 * Runs PreAuthentication: what it throws denies the sign-in. InitiateAuth's metadata reaches it as `validationData`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-authentication.html
 */
export async function preAuthentication(
  user: StoredUser,
  at: PoolClient,
  validationData: TextMap | undefined,
  context: TriggerContext,
): Promise<void> {
  const userNotFound = at.client.preventUserExistenceErrors === 'ENABLED' && { userNotFound: false };
  const request = { validationData: validationData ?? null, ...userNotFound };
  await invokeIfSet({ trigger: 'PreAuthentication', source: 'Authentication', user, request }, at, context);
}

/**
 * Runs PostAuthentication.
 *
 * @param told.newDeviceUsed whether the sign-in came from a device that the pool tracks and hadn't seen
 */
export async function postAuthentication(
  user: StoredUser,
  at: PoolClient,
  { newDeviceUsed, clientMetadata }: { readonly newDeviceUsed: boolean; readonly clientMetadata: TextMap | undefined },
  context: TriggerContext,
): Promise<void> {
  const request = { newDeviceUsed, ...(clientMetadata && { clientMetadata }) };
  await invokeIfSet({ trigger: 'PostAuthentication', source: 'Authentication', user, request }, at, context);
}

/** What PreSignUp said: whether the user is confirmed at once, and which addresses count as verified. */
export interface PreSignUpDecision {
  readonly autoConfirmUser: boolean;
  readonly autoVerifyEmail: boolean;
  readonly autoVerifyPhone: boolean;
}

/** What PreSignUp is told beside the user. */
export interface PreSignUpRequest {
  readonly source: 'SignUp' | 'AdminCreateUser';
  readonly validationData: TextMap | undefined;
  readonly clientMetadata: TextMap | undefined;
}

/** Runs PreSignUp: what it throws denies the sign-up. */
export async function preSignUp(
  user: StoredUser,
  at: EventSource,
  { source, validationData, clientMetadata }: PreSignUpRequest,
  context: TriggerContext,
): Promise<PreSignUpDecision> {
  // What was sent in: there is no user yet that could have a sub.
  const { sub, ...userAttributes } = user.attributes;
  const request = {
    userAttributes,
    validationData: validationData ?? null,
    ...(clientMetadata && { clientMetadata }),
  };
  const response = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
  const decided = await invokeIfSet({ trigger: 'PreSignUp', source, user, request, response }, at, context);
  const lacks = (flag: string, name: string): boolean => decided?.[flag] === true && !userAttributes[name];
  // Documented as an error that ends the sign-up; its type and text aren't.
  if (source === 'SignUp' && (lacks('autoVerifyEmail', 'email') || lacks('autoVerifyPhone', 'phone_number'))) {
    throw lambdaOutputUnrecognizable();
  }
  return {
    autoConfirmUser: decided?.autoConfirmUser === true,
    autoVerifyEmail: decided?.autoVerifyEmail === true,
    autoVerifyPhone: decided?.autoVerifyPhone === true,
  };
}

/** What PostConfirmation is told beside the user. */
export interface PostConfirmationRequest {
  readonly source: 'ConfirmSignUp' | 'ConfirmForgotPassword';
  readonly clientMetadata: TextMap | undefined;
}

/** Runs PostConfirmation. */
export async function postConfirmation(
  user: StoredUser,
  at: EventSource,
  { source, clientMetadata }: PostConfirmationRequest,
  context: TriggerContext,
): Promise<void> {
  const request = clientMetadata && { clientMetadata };
  await invokeIfSet({ trigger: 'PostConfirmation', source, user, ...(request && { request }) }, at, context);
}

/** What a CustomMessage trigger wants said in place of Cognito's own words. */
export interface CustomWords {
  readonly smsMessage?: string;
  readonly emailMessage?: string;
  readonly emailSubject?: string;
}

/** What a message is for, as CustomMessage is told it. */
export type MessageSource =
  | 'SignUp'
  | 'ResendCode'
  | 'AdminCreateUser'
  | 'ForgotPassword'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute'
  | 'Authentication';

/** Runs CustomMessage. Words without the code's place are left aside: nobody could confirm by them. */
export async function customMessage(
  user: StoredUser,
  at: EventSource,
  { source, clientMetadata }: { readonly source: MessageSource; readonly clientMetadata: TextMap | undefined },
  context: TriggerContext,
): Promise<CustomWords> {
  const codeParameter = '{####}';
  const request = {
    codeParameter,
    linkParameter: '{##Click Here##}',
    usernameParameter: source === 'AdminCreateUser' ? '{username}' : null,
    ...(clientMetadata && { clientMetadata }),
  };
  const response = { smsMessage: null, emailMessage: null, emailSubject: null };
  const said = await invokeIfSet({ trigger: 'CustomMessage', source, user, request, response }, at, context);
  const words = (name: keyof CustomWords): string | undefined => {
    const value = said?.[name];
    if (typeof value !== 'string' || value === '') return undefined;
    return name === 'emailSubject' || value.includes(codeParameter) ? value : undefined;
  };
  const [smsMessage, emailMessage, emailSubject] = [words('smsMessage'), words('emailMessage'), words('emailSubject')];
  return {
    ...(smsMessage !== undefined && { smsMessage }),
    ...(emailMessage !== undefined && { emailMessage }),
    ...(emailSubject !== undefined && { emailSubject }),
  };
}
