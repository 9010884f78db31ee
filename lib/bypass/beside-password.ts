import type { ChallengeNeeds } from '../flow/index.ts';
import type { Finding, FlowFacts, JudgedPool, Wording } from './settings.ts';

const NO_MFA = { cdk: 'mfa: Mfa.OFF', cloudformation: 'MfaConfiguration: OFF' } as const satisfies Record<
  Wording,
  string
>;
const NO_RECOVERY = {
  cdk: 'accountRecovery: AccountRecovery.NONE',
  cloudformation: 'AccountRecoverySetting: { RecoveryMechanisms: [{ Name: admin_only, Priority: 1 }] }',
} as const satisfies Record<Wording, string>;

type Channel = 'email' | 'phone';

/** What is known of each channel: its own words, and what tells that a challenge goes there. */
const CHANNELS = {
  email: {
    recovery: 'by e-mail',
    reader: 'reads the mail',
    mechanism: 'verified_email',
    sender: 'email',
    actions: /^ses:Send/i,
    attribute: 'email',
  },
  phone: {
    recovery: 'by phone',
    reader: 'has the phone',
    mechanism: 'verified_phone_number',
    sender: 'sms',
    actions: /^(sns:Publish|sms-voice:)/i,
    attribute: 'phone_number',
  },
} as const satisfies Record<Channel, unknown>;

/**
 * What Cognito itself does beside a flow that begins with the password: its own MFA, and recovery by mail or phone.
 *
 * @returns none for a flow that doesn't ask the password
 */
export function settingsBesidePassword(
  pool: JudgedPool,
  { asksPassword, challenges }: Pick<FlowFacts, 'asksPassword' | 'challenges'>,
): readonly Finding[] {
  if (!asksPassword) return [];
  return [...poolMfa(pool), ...poolRecovery(pool, 'email', challenges), ...poolRecovery(pool, 'phone', challenges)];
}

function poolMfa({ name, settings: { MfaConfiguration: mfa }, wording }: JudgedPool): readonly Finding[] {
  if (mfa === undefined || mfa === 'OFF') return [];
  const fact = `has MFA ${typeof mfa === 'string' ? mfa : 'that is known only at deployment'}`;
  const message =
    `${name} ${fact}, and the flow begins with password(): after Cognito's own MFA a user may get tokens without the ` +
    `rest of the flow, so set ${NO_MFA[wording]} and make it a challenge`;
  return [{ id: `${name}: ${fact}`, message }];
}

function poolRecovery(
  { name, settings, wording }: JudgedPool,
  channel: Channel,
  challenges: FlowFacts['challenges'],
): readonly Finding[] {
  const there = [
    ['goes there too', challenges.filter(({ needs }) => sendsTo(channel, needs))],
    ['may go there too', challenges.filter(({ needs }) => !sendsTo(channel, needs) && knowsAddress(channel, needs))],
  ] as const;
  const facts = there.flatMap(([what, some]) =>
    some.length > 0 ? [`${some.map((challenge) => challenge.name).join(', ')} ${what}`] : [],
  );
  if (facts.length === 0 || !recoversBy(channel, settings.AccountRecoverySetting)) return [];
  const { recovery, reader } = CHANNELS[channel];
  const fact = `recovers a password ${recovery}, and ${facts.join(', ')}`;
  const message = `${name} ${fact}: whoever ${reader} passes both, so set ${NO_RECOVERY[wording]}`;
  return [{ id: `${name}: ${fact}`, message }];
}

/** Whether a challenge says that it sends there, or is allowed to. */
function sendsTo(channel: Channel, { senders = [], create = [], verify = [], deliver = [] }: ChallengeNeeds): boolean {
  const { sender, actions } = CHANNELS[channel];
  const allowed = [...create, ...verify, ...deliver].flatMap((statement) => statement.actions);
  return senders.includes(sender) || allowed.some((action) => actions.test(action));
}

/** Whether a challenge reads where to send: what it sends by requests of its own isn't seen. */
function knowsAddress(channel: Channel, { attributes = {} }: ChallengeNeeds): boolean {
  const { attribute } = CHANNELS[channel];
  const { decides = [], uses = [], secret = [] } = attributes;
  return [...decides, ...uses, ...secret].some((name) => name === attribute || name === `${attribute}_verified`);
}

/** Cognito's default, where nothing is set, is recovery by phone or e-mail. What can't be read counts as both. */
function recoversBy(channel: Channel, setting: unknown): boolean {
  const mechanisms = (setting as { readonly RecoveryMechanisms?: unknown } | null | undefined)?.RecoveryMechanisms;
  if (!Array.isArray(mechanisms)) return true;
  const other = CHANNELS[channel === 'email' ? 'phone' : 'email'].mechanism;
  return mechanisms.some((mechanism) => mechanism?.Name !== 'admin_only' && mechanism?.Name !== other);
}
