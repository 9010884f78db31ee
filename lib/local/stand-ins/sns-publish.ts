import type { Outbox } from '../../cognito/index.ts';
import { escapeXml, queryAnswer, StandInRefusal } from './refusal.ts';
import { formOf } from './service-call.ts';
import type { StandIn } from './stand-in.ts';

/** E.164, as SNS asks for it. Whether it makes something of other ways to write a number isn't known: they are refused. */
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/;
/** Of one Publish of an SMS. */
const MOST_CHARACTERS = 1600;

const invalidParameter = (what: string): StandInRefusal =>
  new StandInRefusal('InvalidParameter', `Invalid parameter: ${what}`);

/**
 * Stands in for Publish of Amazon SNS to a phone number: what is sent goes to the outbox, unless the functions have another SNS. What is
 * published to a topic is for elsewhere.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const snsPublish = (outbox: Outbox): StandIn => ({
  take(call, elsewhere) {
    if (call.service.id !== 'SNS' || call.operation !== 'Publish' || elsewhere === 'service') return undefined;
    const form = formOf(call);
    const targets = ['TopicArn', 'TargetArn', 'PhoneNumber'].filter((name) => form.has(name));
    if (targets.length === 1 && targets[0] !== 'PhoneNumber') return undefined;
    return () => {
      const { id } = outbox.add({ channel: 'sms', ...smsIn(form, targets) });
      return queryAnswer(call, `<MessageId>${escapeXml(id)}</MessageId>`);
    };
  },
});

function smsIn(form: URLSearchParams, targets: readonly string[]): { to: string; text: string } {
  if (targets.length === 0) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
  if (targets.length > 1) throw invalidParameter(`${targets.join(', ')} Reason: only one of them may be given`);
  const to = form.get('PhoneNumber') ?? '';
  const text = form.get('Message') ?? '';
  if (!PHONE_NUMBER.test(to)) throw invalidParameter(`PhoneNumber Reason: ${to} is not valid to publish to`);
  if (text === '') throw invalidParameter('Empty message');
  if (text.length > MOST_CHARACTERS) throw invalidParameter('Message too long');
  return { to, text };
}
