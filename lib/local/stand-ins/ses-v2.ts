import { SEND_EMAIL_PATH } from '../../cognito/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import { type EmailCallsOptions, takeEmail } from './email-calls.ts';
import { demandMembers } from './json-members.ts';
import { restJsonAnswer } from './refusal.ts';
import type { StandIn } from './stand-in.ts';

const NAMES = {
  from: 'FromEmailAddress',
  simple: 'Content.Simple',
  raw: 'Content.Raw',
  template: 'Content.Template',
} as const;

/**
 * Stands in for SendEmail of Amazon SES v2, of simple, raw and templated content: what is sent goes to the outbox, unless the functions
 * have another SES. It knows no verified identities.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const sesV2 = (options: EmailCallsOptions): StandIn => ({
  take(call, elsewhere) {
    const { service, method, url } = call;
    const isTaken = service.id === 'SESV2' && method === 'POST' && url.pathname === SEND_EMAIL_PATH;
    if (!isTaken || elsewhere === 'service') return undefined;
    return async () => {
      const { FromEmailAddress: from, Destination: destination, Content } = demandMembers(call);
      const { Simple: simple, Raw: raw, Template: template } = isRecord(Content) ? Content : {};
      const email = { from, destination, simple, raw, template, names: NAMES };
      return restJsonAnswer({ MessageId: await takeEmail(call, email, 'BadRequestException', options) });
    };
  },
});
