import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import * as v1 from '@aws-sdk/client-ses';
import * as v2 from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStandIns } from '../../../lib/local/index.ts';
import { Outbox } from '../../../lib/testing/index.ts';

interface Caller {
  readonly config: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { accessKeyId: string; secretAccessKey: string };
  };
  readonly outbox: Outbox;
}

/** A template that the app makes. */
const WELCOME = { templateName: 'Welcome', subject: 'For {{user.name}}', text: 'https://example.com/in?code={{code}}' };

async function start(): Promise<Caller> {
  const outbox = new Outbox();
  const resources = () => ({ region: 'eu-central-1', accountId: '123456789012', emailTemplates: [WELCOME] });
  const standIns = await startStandIns({ outbox, resources });
  onTestFinished(standIns.close);
  const config = {
    region: 'eu-central-1',
    endpoint: standIns.environment.AWS_ENDPOINT_URL as string,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  return { config, outbox };
}

const ALICE = 'alice@example.com';
const FROM = 'Example <no-reply@example.com>';
const Destination = { ToAddresses: [ALICE] };
const TEXT = 'Your code is 123456, or https://example.com/in#a.';

/** A message as Node's mailers write it: encoded words, two bodies, an attachment. */
const MIME = [
  'From: =?UTF-8?Q?Beispiel_GmbH?= <no-reply@example.com>',
  'To: Alice <alice@example.com>, undisclosed: bob@example.com;',
  'Cc: carol@example.com',
  'Bcc: dan@example.com',
  'Subject: =?UTF-8?B?R3LDvMOfZSwgQWxpY2U=?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="outer"',
  '',
  '--outer',
  'Content-Type: multipart/alternative; boundary="inner"',
  '',
  '--inner',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Ihr Code f=C3=BCr die Anmeldung ist 481516.',
  '--inner',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('<p>Ihr Code ist <b>481516</b>. <a href="https://example.com/in?a=1&amp;b=2">Hier</a></p>').toString(
    'base64',
  ),
  '--inner--',
  '--outer',
  'Content-Type: text/plain; name="terms.txt"',
  'Content-Disposition: attachment; filename="terms.txt"',
  '',
  'Number 99999999.',
  '--outer--',
  '',
].join('\r\n');

const simple = (subject: string, body: object) => ({ Subject: { Data: subject }, Body: body });

/** Each way to send an e-mail: by which client, and the command. */
type Send = (caller: Caller) => Promise<{ MessageId?: string | undefined }>;
const byV1 =
  (command: v1.SendEmailCommand | v1.SendRawEmailCommand | v1.SendTemplatedEmailCommand): Send =>
  ({ config }) =>
    new v1.SESClient(config).send(command as v1.SendEmailCommand);
const byV2 =
  (input: v2.SendEmailCommandInput): Send =>
  ({ config }) =>
    new v2.SESv2Client(config).send(new v2.SendEmailCommand(input));

describe('an e-mail', () => {
  const content = { Text: { Data: TEXT }, Html: { Data: `<p>${TEXT}</p>` } };
  it.each<[string, Send]>([
    [
      'SES v1',
      byV1(new v1.SendEmailCommand({ Source: FROM, Destination, Message: simple('Sign in & up <now>', content) })),
    ],
    [
      'SES v2',
      byV2({ FromEmailAddress: FROM, Destination, Content: { Simple: simple('Sign in & up <now>', content) } }),
    ],
  ])('that %s sends goes to the outbox, with code and link', async (_by, send) => {
    const caller = await start();
    const { MessageId } = await send(caller);
    expect(caller.outbox.list()).toEqual([
      {
        ...{ id: MessageId, channel: 'email', to: ALICE, subject: 'Sign in & up <now>', text: TEXT },
        ...{ html: `<p>${TEXT}</p>`, code: '123456', link: 'https://example.com/in#a', sentAt: expect.any(Number) },
      },
    ]);
  });

  const everybody = { ToAddresses: [ALICE], CcAddresses: ['bob@example.com'], BccAddresses: ['carol@example.com'] };
  const empty = { ...everybody, CcAddresses: [] };
  const hello = simple('Hello', { Text: { Data: 'Hello' } });
  it.each<[string, Send, string[]]>([
    [
      'SES v1',
      byV1(new v1.SendEmailCommand({ Source: FROM, Destination: everybody, Message: hello })),
      [ALICE, 'bob@example.com', 'carol@example.com'],
    ],
    [
      'SES v1, with an empty list',
      byV1(new v1.SendEmailCommand({ Source: FROM, Destination: empty, Message: hello })),
      [ALICE, 'carol@example.com'],
    ],
    [
      'SES v2',
      byV2({ FromEmailAddress: FROM, Destination: everybody, Content: { Simple: hello } }),
      [ALICE, 'bob@example.com', 'carol@example.com'],
    ],
  ])('goes to each recipient: %s', async (_by, send, recipients) => {
    const caller = await start();
    await send(caller);
    expect(
      caller.outbox
        .list()
        .map(({ to }) => to)
        .reverse(),
    ).toEqual(recipients);
  });

  const Data = Buffer.from(MIME);
  it.each<[string, Send, string[]]>([
    [
      'SES v1',
      byV1(new v1.SendRawEmailCommand({ RawMessage: { Data } })),
      [ALICE, 'bob@example.com', 'carol@example.com', 'dan@example.com'],
    ],
    [
      'SES v1 to whom the call names',
      byV1(new v1.SendRawEmailCommand({ Source: FROM, Destinations: ['erin@example.com'], RawMessage: { Data } })),
      ['erin@example.com'],
    ],
    [
      'SES v2',
      byV2({ Content: { Raw: { Data } } }),
      [ALICE, 'bob@example.com', 'carol@example.com', 'dan@example.com'],
    ],
    [
      'SES v2 to whom the call names',
      byV2({ FromEmailAddress: FROM, Destination: { BccAddresses: ['erin@example.com'] }, Content: { Raw: { Data } } }),
      ['erin@example.com'],
    ],
  ])('that is sent as a MIME message is read: %s', async (_by, send, recipients) => {
    const caller = await start();
    const { MessageId } = await send(caller);
    const messages = caller.outbox.list().reverse();
    expect(messages.map(({ to }) => to)).toEqual(recipients);
    expect(messages[0]).toMatchObject({
      ...{ id: MessageId, subject: 'Grüße, Alice', text: 'Ihr Code für die Anmeldung ist 481516.', code: '481516' },
      ...{ link: 'https://example.com/in?a=1&b=2', html: expect.stringContaining('<b>481516</b>') },
    });
  });

  const TemplateData = JSON.stringify({ code: '481516', user: { name: 'Alice & Bob' }, minutes: 5 });
  it.each<[string, Send]>([
    ['SES v1', byV1(new v1.SendTemplatedEmailCommand({ Source: FROM, Destination, Template: 'SignIn', TemplateData }))],
    [
      'SES v2',
      byV2({ FromEmailAddress: FROM, Destination, Content: { Template: { TemplateName: 'SignIn', TemplateData } } }),
    ],
    [
      'SES v2, by its ARN',
      byV2({
        ...{ FromEmailAddress: FROM, Destination },
        Content: {
          Template: { TemplateArn: 'arn:aws:ses:eu-central-1:123456789012:template/SignIn', TemplateData },
        },
      }),
    ],
  ])('of a template that is kept at AWS shows its name and its data: %s', async (_by, send) => {
    const caller = await start();
    await send(caller);
    expect(caller.outbox.list()).toMatchObject([
      {
        ...{ to: ALICE, subject: 'Template SignIn', code: '481516' },
        text: 'code: 481516\nuser: {"name":"Alice & Bob"}\nminutes: 5',
      },
    ]);
  });

  it.each<[string, Send]>([
    [
      'SES v1',
      byV1(new v1.SendTemplatedEmailCommand({ Source: FROM, Destination, Template: 'Welcome', TemplateData })),
    ],
    [
      'SES v2',
      byV2({ FromEmailAddress: FROM, Destination, Content: { Template: { TemplateName: 'Welcome', TemplateData } } }),
    ],
  ])('of a template that the app makes is what the template makes of the data: %s', async (_by, send) => {
    const caller = await start();
    await send(caller);
    const link = 'https://example.com/in?code=481516';
    expect(caller.outbox.list()).toMatchObject([{ to: ALICE, subject: 'For Alice & Bob', text: link, link }]);
  });

  const templated = (TemplateContent: v2.EmailTemplateContent, data = TemplateData) =>
    byV2({ FromEmailAddress: FROM, Destination, Content: { Template: { TemplateContent, TemplateData: data } } });

  it('of a template in the call is what the template makes of the data', async () => {
    const caller = await start();
    const Subject = 'For {{ user.name }}';
    const Html = '<p>{{{user.name}}}: <b>{{code}}</b></p>';
    await templated({ Subject, Text: 'Your code is {{code}}, for {{minutes}} minutes.', Html })(caller);
    expect(caller.outbox.list()).toMatchObject([
      {
        ...{ subject: 'For Alice & Bob', text: 'Your code is 481516, for 5 minutes.', code: '481516' },
        html: '<p>Alice & Bob: <b>481516</b></p>',
      },
    ]);
  });

  it('of a template with more than variables in it shows the data', async () => {
    const caller = await start();
    await templated({ Subject: 'Hi', Text: '{{#if code}}{{code}}{{/if}}' })(caller);
    expect(caller.outbox.list()).toMatchObject([{ subject: 'Template of the call', code: '481516' }]);
  });

  it.each<[string, Send, string, string]>([
    [
      'no recipient, of v1',
      byV1(new v1.SendEmailCommand({ Source: FROM, Destination: {}, Message: hello })),
      'InvalidParameterValue',
      'Destination must name at least one recipient.',
    ],
    [
      'an address that is none, of v1',
      byV1(new v1.SendEmailCommand({ Source: FROM, Destination: { ToAddresses: ['alice'] }, Message: hello })),
      'InvalidParameterValue',
      "Missing final '@domain'",
    ],
    [
      'no sender in call or message, of v1',
      byV1(new v1.SendRawEmailCommand({ RawMessage: { Data: Buffer.from('To: alice@example.com\r\n\r\nHello') } })),
      'InvalidParameterValue',
      "Missing required header 'From'.",
    ],
    [
      'no sender in call or message, of v2',
      byV2({ Content: { Raw: { Data: Buffer.from('To: alice@example.com\r\n\r\nHello') } } }),
      'BadRequestException',
      "Missing required header 'From'.",
    ],
    [
      'no recipient in call or message, of v2',
      byV2({ Content: { Raw: { Data: Buffer.from('From: a@example.com\r\n\r\nHello') } } }),
      'BadRequestException',
      'Destination must name at least one recipient.',
    ],
    [
      'a variable that has no value, of v2',
      templated({ Subject: '{{constructor}}', Text: 'a' }),
      'BadRequestException',
      "Attribute 'constructor' is not present in the rendering data.",
    ],
    [
      'data that are no JSON, of v2',
      templated({ Subject: 'a' }, '{'),
      'BadRequestException',
      'TemplateData must be a JSON object.',
    ],
    [
      'no template, of v2',
      byV2({ FromEmailAddress: FROM, Destination, Content: { Template: { TemplateData } } }),
      'BadRequestException',
      'Content.Template must name a template.',
    ],
    [
      'no content, of v2',
      byV2({ FromEmailAddress: FROM, Destination, Content: {} }),
      'BadRequestException',
      'Content.Simple must not be null.',
    ],
  ])('is refused with %s', async (_what, send, name, message) => {
    const caller = await start();
    await expect(send(caller)).rejects.toMatchObject({ name, message });
    expect(caller.outbox.list()).toEqual([]);
  });
});

describe('an SMS', () => {
  const publish = ({ config }: Caller, input: object) =>
    new SNSClient(config).send(new PublishCommand(input as { Message: string }));
  const sendText = ({ config }: Caller, input: object) =>
    new PinpointSMSVoiceV2Client(config).send(new SendTextMessageCommand(input as { DestinationPhoneNumber: string }));
  const to = '+15550100';

  it('that SNS publishes to a number goes to the outbox', async () => {
    const caller = await start();
    const { MessageId } = await publish(caller, {
      ...{ PhoneNumber: to, Message: TEXT },
      MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } },
    });
    expect(caller.outbox.list()).toMatchObject([
      { id: MessageId, channel: 'sms', to, subject: '', text: TEXT, code: '123456', link: 'https://example.com/in#a' },
    ]);
  });

  it('that SendTextMessage sends goes to the outbox, unless it only tries', async () => {
    const caller = await start();
    const { MessageId } = await sendText(caller, { DestinationPhoneNumber: to, MessageBody: TEXT });
    const tried = await sendText(caller, { DestinationPhoneNumber: to, MessageBody: TEXT, DryRun: true });
    expect(tried.MessageId).toMatch(/\w/);
    expect(caller.outbox.list()).toMatchObject([{ id: MessageId, channel: 'sms', to, text: TEXT, code: '123456' }]);
  });

  it.each<[string, object, string, string]>([
    [
      'a number that is none',
      { PhoneNumber: '0123', Message: 'a' },
      'InvalidParameterException',
      'Invalid parameter: PhoneNumber Reason: 0123 is not valid to publish to',
    ],
    ['no text', { PhoneNumber: to, Message: '' }, 'InvalidParameterException', 'Invalid parameter: Empty message'],
    [
      'a text too long',
      { PhoneNumber: to, Message: 'a'.repeat(1601) },
      'InvalidParameterException',
      'Invalid parameter: Message too long',
    ],
    [
      'nobody to send it to',
      { Message: 'a' },
      'InvalidParameterException',
      'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
    ],
    [
      'a topic',
      { TopicArn: 'arn:aws:sns:eu-central-1:123456789012:topic', Message: 'a' },
      'NoStandIn',
      'The local pool has no stand-in for Publish of sns; nothing left this machine. ' +
        'Give the functions an endpoint: --env AWS_ENDPOINT_URL_SNS=http://127.0.0.1:PORT',
    ],
  ])('is refused by SNS with %s', async (_what, input, name, message) => {
    const caller = await start();
    await expect(publish(caller, input)).rejects.toMatchObject({ name, message });
    expect(caller.outbox.list()).toEqual([]);
  });

  it.each([
    ['a number that is none', { DestinationPhoneNumber: '0123', MessageBody: 'a' }],
    ['no text', { DestinationPhoneNumber: to }],
    ['white space alone', { DestinationPhoneNumber: to, MessageBody: ' ' }],
    ['a text too long', { DestinationPhoneNumber: to, MessageBody: 'a'.repeat(1601) }],
  ])('is refused by SendTextMessage with %s', async (_what, input) => {
    const caller = await start();
    await expect(sendText(caller, input)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(caller.outbox.list()).toEqual([]);
  });
});
