import { signAwsRequest } from '../aws/signature.ts';
import type { CreateContext } from '../flow/index.ts';
import { ConfigurationError, MessageNotSentError } from './errors.ts';

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

/** What sending takes of a challenge's context. */
export type EmailContext = Pick<CreateContext, 'environment' | 'fetch' | 'signal' | 'now'>;

/**
 * Sends an e-mail through Amazon SES v2: once, never a second time, in at most 3.5 seconds.
 *
 * The sender is `COUNTERSIGN_EMAIL_FROM`, which the construct sets from `email.from` for challenges with
 * `needs: { senders: ['email'] }`; so is `COUNTERSIGN_EMAIL_CONFIGURATION_SET`, if there is one. `AWS_ENDPOINT_URL_SESV2` and
 * `AWS_ENDPOINT_URL` lead elsewhere, as with AWS's own SDKs.
 *
 * @throws ConfigurationError if the function lacks a setting; MessageNotSentError if SES refused or did not answer.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @example
 * await sendEmail(context, { to: 'alice@example.com', subject: 'Sign in', text: 'Was it you?' });
 */
export async function sendEmail(context: EmailContext, { to, subject, text, html }: Email): Promise<void> {
  const { environment, signal, now } = context;
  const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
  const configurationSet = environment.COUNTERSIGN_EMAIL_CONFIGURATION_SET;
  const body = JSON.stringify({
    ...(configurationSet && { ConfigurationSetName: configurationSet }),
    FromEmailAddress: setting(environment, 'COUNTERSIGN_EMAIL_FROM', 'give the construct email: { from: … }'),
    Destination: { ToAddresses: [to] },
    Content: {
      Simple: {
        Subject: part(subject),
        Body: { Text: part(text), ...(html !== undefined && { Html: part(html) }) },
      },
    },
  });
  const region = setting(environment, 'AWS_REGION');
  const url = new URL(`${endpointOf(environment, region)}/v2/email/outbound-emails`);
  const signature = signAwsRequest(
    { method: 'POST', url, body },
    {
      service: 'ses',
      region,
      accessKeyId: setting(environment, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: setting(environment, 'AWS_SECRET_ACCESS_KEY'),
      sessionToken: environment.AWS_SESSION_TOKEN,
      now: now(),
    },
  );
  let response: Response;
  try {
    response = await context.fetch(url, {
      method: 'POST',
      // A function that was frozen wakes with connections that SES has closed, and a send over one of them fails.
      headers: { ...signature, 'content-type': 'application/json', connection: 'close' },
      body,
      // Nobody else may be handed the message.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(SEND_LIMIT)]),
    });
  } catch (cause) {
    throw new MessageNotSentError('Amazon SES could not be reached, or did not answer in time', { cause });
  }
  if (!response.ok) throw new MessageNotSentError(`Amazon SES answered ${await describe(response)}`);
  await response.body?.cancel();
}

type Environment = EmailContext['environment'];

function setting(environment: Environment, name: string, remedy = 'Lambda sets it'): string {
  const value = environment[name];
  if (!value) throw new ConfigurationError(`the environment variable ${name} is not set: ${remedy}`);
  return value;
}

function endpointOf(environment: Environment, region: string): string {
  const configured = environment.AWS_ENDPOINT_URL_SESV2 || environment.AWS_ENDPOINT_URL;
  if (configured) return configured.replace(/\/+$/, '');
  return `https://email.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** Status, type and text of a refusal. The text can name addresses; the log masks those. */
async function describe(response: Response): Promise<string> {
  const type = response.headers.get('x-amzn-errortype')?.split(':')[0] ?? 'with no type';
  const text = await response.text().catch(() => '');
  const message = /"message"\s*:\s*"([^"]{0,300})/i.exec(text)?.[1] ?? 'no text';
  return `${response.status} ${type}: ${message}`;
}
