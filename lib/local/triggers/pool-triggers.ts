import { lambdaOutputUnrecognizable } from '../../cognito/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import type { Call, PoolServices } from '../request/operation.ts';
import type { StoredUser } from '../store/users.ts';
import { eventAttributes } from '../users/attributes.ts';

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

/** What one trigger's events hold beside what all do. */
export interface EventContent {
  readonly request?: Json;
  readonly response?: Json;
  /** @default '1' */
  readonly version?: string;
}

/**
 * Invokes a trigger if the pool has it; gives its `response`.
 *
 * @param user one that isn't in the pool has no attributes to tell
 */
export async function invokeIfSet(
  trigger: PoolTrigger,
  source: string,
  { pool, client }: EventSource,
  user: StoredUser | { readonly userName: string },
  { request, response = {}, version = '1' }: EventContent,
  { triggers, index }: PoolServices,
  { requestId }: Call,
): Promise<Json | undefined> {
  if (!pool.lambdaConfig[trigger]) return undefined;
  const event = {
    version,
    triggerSource: `${trigger}_${source}`.replace('PreTokenGeneration', 'TokenGeneration'),
    region: index.app.region,
    userPoolId: pool.userPoolId,
    userName: user.userName,
    callerContext: {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: client?.clientId ?? 'CLIENT_ID_NOT_APPLICABLE',
    },
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
  services: PoolServices,
  call: Call,
): Promise<void> {
  const userNotFound = at.client.preventUserExistenceErrors === 'ENABLED' && { userNotFound: false };
  const request = { validationData: validationData ?? null, ...userNotFound };
  await invokeIfSet('PreAuthentication', 'Authentication', at, user, { request }, services, call);
}

/**
 * Runs PostAuthentication.
 *
 * @param newDeviceUsed whether the sign-in came from a device that the pool tracks and hadn't seen
 */
export async function postAuthentication(
  user: StoredUser,
  at: PoolClient,
  clientMetadata: TextMap | undefined,
  services: PoolServices,
  call: Call,
  newDeviceUsed = false,
): Promise<void> {
  const request = { newDeviceUsed, ...(clientMetadata && { clientMetadata }) };
  await invokeIfSet('PostAuthentication', 'Authentication', at, user, { request }, services, call);
}

/** What PreSignUp said: whether the user is confirmed at once, and which addresses count as verified. */
export interface PreSignUpDecision {
  readonly autoConfirmUser: boolean;
  readonly autoVerifyEmail: boolean;
  readonly autoVerifyPhone: boolean;
}

/** Runs PreSignUp: what it throws denies the sign-up. */
export async function preSignUp(
  source: 'SignUp' | 'AdminCreateUser',
  user: StoredUser,
  at: EventSource,
  {
    validationData,
    clientMetadata,
  }: { readonly validationData: TextMap | undefined; readonly clientMetadata: TextMap | undefined },
  services: PoolServices,
  call: Call,
): Promise<PreSignUpDecision> {
  // What was sent in: there is no user yet that could have a sub.
  const { sub, ...userAttributes } = user.attributes;
  const request = {
    userAttributes,
    validationData: validationData ?? null,
    ...(clientMetadata && { clientMetadata }),
  };
  const response = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
  const decided = await invokeIfSet('PreSignUp', source, at, user, { request, response }, services, call);
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

/** Runs PostConfirmation. */
export async function postConfirmation(
  source: 'ConfirmSignUp' | 'ConfirmForgotPassword',
  user: StoredUser,
  at: EventSource,
  clientMetadata: TextMap | undefined,
  services: PoolServices,
  call: Call,
): Promise<void> {
  const request = clientMetadata && { clientMetadata };
  await invokeIfSet('PostConfirmation', source, at, user, { ...(request && { request }) }, services, call);
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
  source: MessageSource,
  user: StoredUser,
  at: EventSource,
  clientMetadata: TextMap | undefined,
  services: PoolServices,
  call: Call,
): Promise<CustomWords> {
  const codeParameter = '{####}';
  const request = {
    codeParameter,
    usernameParameter: source === 'AdminCreateUser' ? '{username}' : null,
    ...(clientMetadata && { clientMetadata }),
  };
  const response = { smsMessage: null, emailMessage: null, emailSubject: null };
  const said = await invokeIfSet('CustomMessage', source, at, user, { request, response }, services, call);
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
