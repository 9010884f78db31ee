import { AwsClient } from 'aws4fetch';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Outbox, type OutboxMessage, SEND_EMAIL_PATH, sesStandIn } from '../../lib/cognito/index.ts';

const url = `https://email.eu-west-1.amazonaws.com${SEND_EMAIL_PATH}`;
const aws = new AwsClient({
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret',
  service: 'ses',
  region: 'eu-west-1',
});

const mail = (over: object = {}) => ({
  FromEmailAddress: 'no-reply@example.com',
  Destination: { ToAddresses: ['alice@example.com'] },
  Content: {
    Simple: {
      Subject: { Data: 'Your code', Charset: 'UTF-8' },
      Body: { Text: { Data: 'Your code is 123456.', Charset: 'UTF-8' } },
    },
  },
  ...over,
});

/** Sends a body as a handler does: signed by aws4fetch. */
async function send(body: unknown, outbox = new Outbox()) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await sesStandIn(outbox)(await aws.sign(url, { method: 'POST', body: text }));
  return {
    outbox,
    status: response.status,
    type: response.headers.get('x-amzn-errortype'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

describe('the stand-in for SES v2', () => {
  test('takes a signed SendEmail and answers the message id', async () => {
    const { status, body, outbox } = await send(mail());
    expect(status).toBe(200);
    expect(outbox.list()).toEqual([
      {
        id: body.MessageId,
        channel: 'email',
        to: 'alice@example.com',
        subject: 'Your code',
        text: 'Your code is 123456.',
        code: '123456',
        sentAt: expect.any(Number),
      },
    ]);
  });

  test('keeps one message for each recipient, by the bare address', async () => {
    const { outbox } = await send(
      mail({
        Destination: {
          ToAddresses: ['Alice <alice@example.com>'],
          CcAddresses: ['bob@example.com'],
          BccAddresses: null,
        },
      }),
    );
    expect(outbox.list().map(({ to }) => to)).toEqual(['bob@example.com', 'alice@example.com']);
  });

  test('reads code and link of a message that has only HTML', async () => {
    const html = `<style>p { color: #123456 }</style><p>Alice &amp; Bob, your code is</p>
      <p><b>481516</b>, or <a href="https://example.com/in?user=4815162342&amp;x=1">here</a>.</p>`;
    const Simple = { Subject: { Data: '' }, Body: { Html: { Data: html } } };
    const { outbox } = await send(mail({ Content: { Simple } }));
    expect(outbox.last()).toMatchObject({
      html,
      code: '481516',
      link: 'https://example.com/in?user=4815162342&x=1',
      text: expect.stringMatching(/^Alice & Bob, your code is\n481516, or /),
    });
  });

  test.each<[string, object | string, string]>([
    ['no recipient', mail({ Destination: { ToAddresses: [] } }), 'Destination must name at least one recipient.'],
    ['no destination', mail({ Destination: undefined }), 'Destination must name at least one recipient.'],
    [
      'recipients that are no list',
      mail({ Destination: { CcAddresses: 'a@b' } }),
      'Destination.CcAddresses must be a list.',
    ],
    ['a recipient without domain', mail({ Destination: { ToAddresses: ['alice'] } }), "Missing final '@domain'"],
    [
      'a recipient with white space',
      mail({ Destination: { ToAddresses: ['al ice@example.com'] } }),
      'Local address contains control or whitespace',
    ],
    [
      'a recipient that is no text',
      mail({ Destination: { ToAddresses: [1] } }),
      'Destination must hold e-mail addresses.',
    ],
    [
      'too many recipients',
      mail({ Destination: { ToAddresses: Array.from({ length: 51 }, (_, index) => `u${index}@example.com`) } }),
      'Recipient count exceeds 50.',
    ],
    ['no sender', mail({ FromEmailAddress: undefined }), 'FromEmailAddress must hold e-mail addresses.'],
    ['no content', mail({ Content: null }), 'Content must not be null.'],
    [
      'raw content',
      mail({ Content: { Raw: { Data: 'aGVsbG8=' } } }),
      'The stand-in for SES takes only Content.Simple.',
    ],
    [
      'no subject',
      mail({ Content: { Simple: { Body: { Text: { Data: 'a' } } } } }),
      'Content.Simple.Subject must not be null.',
    ],
    [
      'no body',
      mail({ Content: { Simple: { Subject: { Data: 'a' } } } }),
      'Content.Simple.Body must hold Text or Html.',
    ],
    [
      'a text without data',
      mail({ Content: { Simple: { Subject: { Data: 'a' }, Body: { Text: 'a' } } } }),
      'Content.Simple.Body.Text.Data must be a text.',
    ],
    ['more than 10 MB', `"${'x'.repeat(10 * 1024 * 1024)}"`, 'The message is larger than 10 MB.'],
  ])('refuses %s with 400 BadRequestException', async (_, body, message) => {
    const answer = await send(body);
    expect(answer).toMatchObject({ status: 400, type: 'BadRequestException', body: { message } });
    expect(answer.outbox.list()).toEqual([]);
  });

  test.each(['{', '[]', 'null'])('refuses the body %s with SerializationException', async (body) => {
    expect(await send(body)).toMatchObject({ status: 400, type: 'SerializationException' });
  });

  test('refuses what is not signed, or signed for another service', async () => {
    const outbox = new Outbox();
    const unsigned = await sesStandIn(outbox)(new Request(url, { method: 'POST', body: JSON.stringify(mail()) }));
    expect(unsigned.status).toBe(403);
    expect(unsigned.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
    const other = await aws.sign(url, { method: 'POST', body: JSON.stringify(mail()), aws: { service: 'sns' } });
    const answer = await sesStandIn(outbox)(other);
    expect(answer.headers.get('x-amzn-errortype')).toBe('SignatureDoesNotMatch');
    expect(outbox.list()).toEqual([]);
  });

  test('knows no other operation', async () => {
    const answer = await sesStandIn(new Outbox())(
      new Request('https://email.eu-west-1.amazonaws.com/v2/email/account'),
    );
    expect(answer.status).toBe(404);
  });

  test('an outbox that fails is no fault of the message', async () => {
    const outbox = new Outbox();
    outbox.subscribe(() => {
      throw new Error('disk full');
    });
    await expect(send(mail(), outbox)).rejects.toThrow('disk full');
  });
});

describe('the outbox', () => {
  const to = 'alice@example.com';

  test('lists the newest first, by recipient and time', () => {
    let now = 1000;
    const outbox = new Outbox({ now: () => now++ });
    outbox.add({ channel: 'email', to, subject: 'one' });
    outbox.add({ channel: 'email', to: 'bob@example.com', subject: 'two' });
    outbox.add({ channel: 'sms', to: '+15550100', text: 'three' });
    const subjects = (messages: OutboxMessage[]) => messages.map(({ subject, text }) => subject || text);
    expect(subjects(outbox.list())).toEqual(['three', 'two', 'one']);
    expect(subjects(outbox.list({ to: ' Alice@Example.com' }))).toEqual(['one']);
    expect(subjects(outbox.list({ since: 1001 }))).toEqual(['three', 'two']);
    expect(outbox.last(to)?.subject).toBe('one');
    expect(outbox.last('nobody@example.com')).toBeUndefined();
  });

  test('a code that was never sent is an error that says so', () => {
    const outbox = new Outbox();
    expect(() => outbox.lastCode()).toThrow('nothing was sent');
    outbox.add({ channel: 'email', to, text: 'Welcome' });
    expect(() => outbox.lastCode(to)).toThrow('the newest message to alice@example.com holds no code');
  });

  test('tells those who subscribed, until they leave', () => {
    const outbox = new Outbox();
    const seen: string[] = [];
    const leave = outbox.subscribe(({ subject }) => seen.push(subject));
    outbox.add({ channel: 'email', to, subject: 'one' });
    leave();
    outbox.add({ channel: 'email', to, subject: 'two' });
    expect(seen).toEqual(['one']);
  });

  test('drops the oldest', () => {
    const outbox = new Outbox({ keep: 2 });
    for (const subject of ['1', '2', '3', '4', '5']) outbox.add({ channel: 'email', to, subject });
    expect(outbox.list().map(({ subject }) => subject)).toEqual(['5', '4']);
  });

  test.each([
    ['Your code is 123456. It expires in 10 minutes.', '123456'],
    ['1234', '1234'],
    ['Code: 1234567890', '1234567890'],
    ['In 2026 your code is 55512345', '55512345'],
    ['Enter 123 456 to sign in.', '123456'],
    ['Enter 1234-5678 to sign in.', '12345678'],
    ['1234\n© 2026 Example', '1234'],
    ['See https://example.com/12345678 for order 4711', '4711'],
    ['Sent to user12345@example.com on 2026-11-22 at 10:30', undefined],
    ['Number 12345678901 is too long, abc1234 no group, 1234.50 EUR an amount', undefined],
  ])('finds the code in %j', (text, code) => {
    expect(new Outbox().add({ channel: 'email', to, text }).code).toBe(code);
  });

  test('looks for the code in the subject last', () => {
    expect(new Outbox().add({ channel: 'email', to, subject: '123456 is your code', text: 'Hello' }).code).toBe(
      '123456',
    );
  });

  test('finds every code that a message like ours can hold', () => {
    const digits = fc.stringMatching(/^\d{4,10}$/);
    fc.assert(
      fc.property(digits, (code) => {
        const outbox = new Outbox();
        outbox.add({ channel: 'email', to, text: `Your code is ${code}.\n\nIt is valid for 3 minutes.` });
        expect(outbox.lastCode()).toBe(code);
      }),
    );
  });

  test('finds the link without the full stop of its sentence', () => {
    const { link } = new Outbox().add({ channel: 'sms', to, text: 'Open https://example.com/a?b=c#d. Thanks.' });
    expect(link).toBe('https://example.com/a?b=c#d');
  });
});
