import { randomUUID } from 'node:crypto';
import type { Outbox } from '../../cognito/index.ts';
import { demandMembers } from './json-members.ts';
import { invalid, jsonAnswer } from './refusal.ts';
import type { StandIn } from './stand-in.ts';

const PHONE_NUMBER = /^\+?[1-9]\d{1,18}$/;
const MOST_CHARACTERS = 1600;

/**
 * Stands in for SendTextMessage of AWS End User Messaging SMS (`PinpointSMSVoiceV2`): what is sent goes to the outbox, unless the
 * functions have another place for it.
 *
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 */
export const smsVoice = (outbox: Outbox): StandIn => ({
  take(call, elsewhere) {
    const isTaken = call.service.id === 'PINPOINT_SMS_VOICE_V2' && call.operation === 'SendTextMessage';
    if (!isTaken || elsewhere === 'service') return undefined;
    return () => {
      const { DestinationPhoneNumber: to, MessageBody: text, DryRun: dryRun } = demandMembers(call);
      if (typeof to !== 'string' || !PHONE_NUMBER.test(to)) {
        throw invalid('DestinationPhoneNumber must be a phone number: + and digits.');
      }
      if (typeof text !== 'string' || text.trim() === '' || text.length > MOST_CHARACTERS) {
        throw invalid(`MessageBody must be a text of 1 to ${MOST_CHARACTERS} characters, not white space alone.`);
      }
      const { id } = dryRun === true ? { id: randomUUID() } : outbox.add({ channel: 'sms', to, text });
      return jsonAnswer(call, 200, { MessageId: id });
    };
  },
});
