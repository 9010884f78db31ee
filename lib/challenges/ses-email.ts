import { type AwsService, readSetting } from '../aws/environment.ts';
import { AwsError, AwsRefusedError, AwsSilentError } from '../aws/errors.ts';
import { sendAwsRequest } from '../aws/send-request.ts';
import type { CreateContext } from '../flow/index.ts';
import { assertKnownOptions } from '../protocol/known-options.ts';
import { MessageMaybeSentError, MessageNotSentError } from './errors.ts';

const SES: AwsService = { title: 'Amazon SES', id: 'SESV2', endpointPrefix: 'email', signingName: 'ses' };

/** Milliseconds a send may take: Cognito gives a trigger 5 seconds, a cold start among them. */
const SEND_LIMIT = 3500;

/** An e-mail to one recipient. */
export interface Email {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** @default - text only */
  readonly html?: string | undefined;
}

const MEMBERS: Readonly<Record<keyof Email, true>> = { to: true, subject: true, text: true, html: true };

/** What sending takes of a challenge's context. */
export type EmailContext = Pick<CreateContext, 'environment' | 'fetch' | 'signal' | 'now'>;

/**
 * Sends an e-mail through Amazon SES v2: once, never a second time, in at most 3.5 seconds.
 *
 * The sender is `COUNTERSIGN_EMAIL_FROM`, which the construct sets from `email.from` for challenges with
 * `needs: { senders: ['email'] }`; so is `COUNTERSIGN_EMAIL_CONFIGURATION_SET`, if there is one.
 * `AWS_ENDPOINT_URL_SESV2` and `AWS_ENDPOINT_URL` lead elsewhere, as with AWS's own SDKs.
 *
 * @throws ConfigurationError if the function lacks a setting; MessageNotSentError if it certainly wasn't sent; MessageMaybeSentError if
 * that isn't known;
 * UnknownOptionError.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @example
 * await sendEmail(context, { to: 'alice@example.com', subject: 'Sign in', text: 'Was it you?' });
 */
export async function sendEmail(context: EmailContext, email: Email): Promise<void> {
  assertKnownOptions("sendEmail's message", email, MEMBERS);
  const { to, subject, text, html } = email;
  const { environment } = context;
  const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
  const configurationSet = environment.COUNTERSIGN_EMAIL_CONFIGURATION_SET;
  const body = JSON.stringify({
    ...(configurationSet && { ConfigurationSetName: configurationSet }),
    FromEmailAddress: readSetting(environment, 'COUNTERSIGN_EMAIL_FROM', 'give the construct email: { from: … }'),
    Destination: { ToAddresses: [to] },
    Content: {
      Simple: {
        Subject: part(subject),
        Body: { Text: part(text), ...(html !== undefined && { Html: part(html) }) },
      },
    },
  });
  const call = { service: SES, path: '/v2/email/outbound-emails', body, limit: SEND_LIMIT };
  const response = await sendAwsRequest(context, call).catch((error: unknown) => {
    throw error instanceof AwsError ? failureOf(error) : error;
  });
  // It was sent: what becomes of the answer's body is no failure.
  await response.body?.cancel().catch(() => {});
}

/**
 * Whether a mail certainly wasn't sent. A refusal with a status below 500 says so. Above, SES may have failed after it took the
 * mail: nothing says that it hasn't.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
 */
function failureOf(error: AwsError): MessageNotSentError | MessageMaybeSentError {
  const isNotSent =
    (error instanceof AwsRefusedError && error.status >= 400 && error.status < 500) ||
    (error instanceof AwsSilentError && !error.mayHaveArrived);
  const { message, cause } = error;
  return isNotSent ? new MessageNotSentError(message, { cause }) : new MessageMaybeSentError(message, { cause });
}
