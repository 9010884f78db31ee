import { type EmailCallsOptions, type EmailRequest, takeEmail } from './email-calls.ts';
import { type QueryMembers, queryMembers } from './query-members.ts';
import { escapeXml, queryAnswer } from './refusal.ts';
import { formOf } from './service-call.ts';
import type { StandIn } from './stand-in.ts';

type Asked = Omit<EmailRequest, 'names'>;

const NAMES = { from: 'Source', simple: 'Message', raw: 'RawMessage', template: 'Template' } as const;

const OPERATIONS = new Map<string, (members: QueryMembers) => Asked>([
  ['SendEmail', ({ Source, Destination, Message }) => ({ from: Source, destination: Destination, simple: Message })],
  [
    'SendRawEmail',
    ({ Source, Destinations, RawMessage }) => ({
      ...{ from: Source, destination: { ToAddresses: Destinations }, raw: RawMessage ?? {} },
    }),
  ],
  [
    'SendTemplatedEmail',
    ({ Source, Destination, Template, TemplateArn, TemplateData }) => ({
      ...{ from: Source, destination: Destination },
      template: { TemplateName: Template, TemplateArn, TemplateData },
    }),
  ],
]);

/**
 * Stands in for SendEmail, SendRawEmail and SendTemplatedEmail of Amazon SES v1: what is sent goes to the outbox, unless the functions
 * have another SES. It knows no verified identities.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
 */
export const sesV1 = (options: EmailCallsOptions): StandIn => ({
  take(call, elsewhere) {
    const read = call.service.id === 'SES' ? OPERATIONS.get(call.operation) : undefined;
    if (!read || elsewhere === 'service') return undefined;
    return async () => {
      const email = { ...read(queryMembers(formOf(call))), names: NAMES };
      const messageId = await takeEmail(call, email, 'InvalidParameterValue', options);
      return queryAnswer(call, `<MessageId>${escapeXml(messageId)}</MessageId>`);
    };
  },
});
