import type { Outbox } from '../../cognito/index.ts';
import { maskEmailAddress } from '../../protocol/email-address.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { LocalPoolDefinition } from '../model.ts';
import { CUSTOM_SENDERS, type CustomSender } from '../settings/custom-senders.ts';
import type { StoredUser } from '../store/users.ts';
import type { TriggerContext } from '../triggers/invoke-trigger.ts';
import type { EventSource } from '../triggers/pool-triggers.ts';
import { commonMembers, customMessage } from '../triggers/pool-triggers.ts';
import { type Address, eventAttributes } from '../users/attributes.ts';
import type { CustomSenders } from './custom-sender.ts';

/** Where a code went, as a client may see it. */
export interface CodeDeliveryDetails {
  readonly AttributeName: Address;
  readonly DeliveryMedium: 'EMAIL' | 'SMS';
  readonly Destination: string;
}

/** What sending a message takes of a call. */
export interface MessageContext extends TriggerContext {
  readonly outbox: Outbox;
  readonly senders: CustomSenders;
}

/** What Cognito sends, where the pool has no CustomMessage trigger. */
const MESSAGES = {
  SignUp: { subject: 'Your verification code', text: 'Your confirmation code is {####}' },
  ResendCode: { subject: 'Your verification code', text: 'Your confirmation code is {####}' },
  AdminCreateUser: {
    subject: 'Your temporary password',
    text: 'Your username is {username} and temporary password is {####}.',
  },
  ForgotPassword: { subject: 'Your verification code', text: 'Your password reset code is {####}' },
  UpdateUserAttribute: { subject: 'Your verification code', text: 'Your verification code is {####}' },
  VerifyUserAttribute: { subject: 'Your verification code', text: 'Your verification code is {####}' },
  Authentication: { subject: 'Your authentication code', text: 'Your authentication code is {####}.' },
} as const;

/** An address as Cognito masks it: `a***@e***`, `+*******1234`. */
export function maskAddress(attribute: Address, address: string): string {
  if (attribute === 'phone_number') return `+${'*'.repeat(Math.max(0, address.length - 5))}${address.slice(-4)}`;
  return maskEmailAddress(address);
}

const detailsOf = (attribute: Address, address: string): CodeDeliveryDetails => ({
  AttributeName: attribute,
  DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS',
  Destination: maskAddress(attribute, address),
});

/** What a client sees where a code would have gone, had the user existed. */
export const simulatedDelivery = (typed: string): CodeDeliveryDetails =>
  detailsOf(typed.startsWith('+') ? 'phone_number' : 'email', typed.includes('@') ? typed : `${typed}@${typed}`);

/**
 * Which address a code goes to: of those that the pool verifies, the phone number before the e-mail address.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
 */
export const addressToVerify = ({ attributes }: StoredUser, { pool }: Pick<EventSource, 'pool'>): Address | undefined =>
  (['phone_number', 'email'] as const).find(
    (name) => pool.autoVerifiedAttributes.includes(name) && attributes[name] !== undefined,
  );

/** A message that carries a code or a temporary password. */
export interface CodeMessage {
  readonly kind: keyof typeof MESSAGES;
  readonly attribute: Address;
  readonly code: string;
  /** What stands for the user's name. */
  readonly typedName: string;
  readonly clientMetadata: TextMap | undefined;
  /** @default - the user's own address */
  readonly to?: string;
  /** The pool's own words, in place of Cognito's. */
  readonly words?: { readonly subject?: string | undefined; readonly text?: string | undefined };
}

/** The pool's own words for a code to sign in with; those without a place for the code are left aside. */
export function authenticationWords({ authenticationMessages: own }: LocalPoolDefinition, attribute: Address) {
  const text = attribute === 'email' ? own?.emailText : own?.sms;
  return { subject: own?.emailSubject, text: text?.includes('{####}') ? text : undefined };
}

/**
 * Gives a code to the pool's custom sender, which sends it in Cognito's place: the outbox has the code, and not what is made of it.
 * Choice: CustomMessage isn't invoked, since nothing would be said in its words; what Cognito does isn't documented.
 */
function giveToSender(
  sender: CustomSender,
  user: StoredUser,
  at: EventSource,
  { kind, attribute, code, clientMetadata, to }: CodeMessage & { readonly to: string },
  { senders, outbox, index, requestId }: MessageContext,
): void {
  outbox.add({ channel: attribute === 'email' ? 'email' : 'sms', to, text: code, givenTo: sender });
  // Choice: an address that isn't the user's yet stands there as if it were, or no sender could send to it.
  const userAttributes = { ...eventAttributes(user, at.pool), [attribute]: to };
  const request = {
    type: sender === 'CustomEmailSender' ? 'customEmailSenderRequestV1' : 'customSMSSenderRequestV1',
    ...{ code, clientMetadata: clientMetadata ?? null, userAttributes },
  };
  const event = { ...commonMembers(`${sender}_${kind}`, user, at, index), request };
  senders.give(at.pool, sender, event, requestId);
}

/**
 * Sends a code into the outbox, in the words of the pool's CustomMessage trigger where it has one; or gives it to the pool's
 * custom sender, and waits for nothing.
 */
export async function deliverCode(
  user: StoredUser,
  at: EventSource,
  message: CodeMessage,
  context: MessageContext,
): Promise<CodeDeliveryDetails> {
  const { kind, attribute, code, typedName, clientMetadata, words: own } = message;
  const { to = user.attributes[attribute] as string } = message;
  const sender = CUSTOM_SENDERS[attribute];
  if (at.pool.lambdaConfig[sender] !== undefined) {
    giveToSender(sender, user, at, { ...message, to }, context);
    return detailsOf(attribute, to);
  }
  const custom = await customMessage(user, at, { source: kind, clientMetadata }, context);
  const { subject: standardSubject, text: standardText } = MESSAGES[kind];
  const standard = { subject: own?.subject ?? standardSubject, text: own?.text ?? standardText };
  const filled = (text: string): string => text.replaceAll('{####}', code).replaceAll('{username}', typedName);
  if (attribute === 'email') {
    const subject = filled(custom.emailSubject ?? standard.subject);
    // Cognito sends HTML.
    const words = filled(custom.emailMessage ?? standard.text);
    context.outbox.add({
      channel: 'email',
      to,
      subject,
      ...(/<[a-z]/i.test(words) ? { html: words } : { text: words }),
    });
  } else {
    context.outbox.add({ channel: 'sms', to, text: filled(custom.smsMessage ?? standard.text) });
  }
  return detailsOf(attribute, to);
}
