import type { OutboxMessage } from '../../cognito/index.ts';
import { defaultClient, type FunctionLog, type LocalApp, type LocalConfig, signInOptions } from '../../local/index.ts';
import { hasLedger } from '../../triggers/named-ledger.ts';
import { clockTime } from './clock-time.ts';

/** What there is to announce. */
export interface Announced {
  readonly config: LocalConfig;
  /** Where a page is served. @default - none is */
  readonly page?: string | undefined;
  /** A user that can sign in. */
  readonly username: string;
  /** Whether the user was given a password. */
  readonly hasPassword: boolean;
  /** How long it took to get ready. */
  readonly seconds: number;
  /** How a sign-in is begun here. */
  readonly signInCommand: string;
  /** Whether waits after wrong answers and between messages are as deployed: held, or not there. */
  readonly budgets: boolean;
}

/** What a person sees when the local pool is ready: where the page is, where the pool, and what to do next. */
export function announce({
  config,
  page,
  username,
  hasPassword,
  seconds,
  signInCommand,
  budgets,
}: Announced): readonly string[] {
  const { endpoint, pools } = config;
  const command = `${signInCommand} ${username}${hasPassword ? ' --password' : ''}${signInOptions(config)}`;
  return [
    ...(page === undefined
      ? []
      : [`Open ${page} in a browser and sign in as ${username}. The code appears in this terminal.`, '']),
    `The local user pool is ready, after ${seconds.toFixed(1)} s.`,
    '',
    `  Endpoint      ${endpoint}`,
    ...pools.flatMap(({ userPoolId, clients }) => [
      `  User pool id  ${userPoolId}`,
      ...clients.map(({ clientId, clientName }) => `  Client id     ${clientId} (${clientName})`),
    ]),
    ...(pools.length > 0 ? [`  User          ${username}`] : []),
    '',
    ...(defaultClient(config)
      ? [`${page === undefined ? 'Sign' : 'Or sign'} in from another terminal:`, `  ${command}`, '']
      : pools.length > 0
        ? ['No app client allows a custom sign-in: give one ALLOW_CUSTOM_AUTH (authFlows: { custom: true }).', '']
        : []),
    ...(budgets || pools.length === 0
      ? []
      : [
          'Nobody waits here after wrong answers, or for another message, other than deployed: --budgets holds the waits.',
        ]),
    `What would be sent, codes included, appears here and at ${endpoint}. Ctrl-C stops.`,
    '',
  ];
}

/** What a person should know of an app that doesn't all run here: a sentence each, and what to do. */
const describeApp = ({ notes = [] }: Pick<LocalApp, 'notes'>): readonly string[] =>
  notes.map((text) => `Note: ${text}`);

/** Gives each time what is to be said of an app that wasn't said of the one before it. */
export function newRemarks(): (app: Pick<LocalApp, 'notes'>) => readonly string[] {
  let said: readonly string[] = [];
  return (app) => {
    const remarks = describeApp(app);
    const added = remarks.filter((remark) => !said.includes(remark));
    said = remarks;
    return added;
  };
}

/** Whether wrong answers and messages of an app are counted where it is deployed. */
export const isCounting = ({ functions }: Pick<LocalApp, 'functions'>): boolean =>
  functions.some(({ environment }) => environment.COUNTERSIGN_LEDGER !== undefined && hasLedger(environment));

/** One line of what would have been sent. */
export function describeMessage(message: OutboxMessage): string {
  const { channel, to, subject, text, code, link, sentAt, shared, givenTo } = message;
  const time = clockTime(sentAt);
  const kind = channel === 'email' ? 'e-mail' : 'SMS';
  const said = code ? `code ${code}` : (link ?? (subject || text.trim()));
  const given = givenTo === undefined ? '' : ` (given to ${givenTo})`;
  return `${time}  ${kind} to ${to}: ${said}${given}${shared ? ' (sent before, and shared)' : ''}`;
}

/** Whether a function's log line says more than that all is well: its own prints, warnings, errors. */
export function isWorthShowing({ text }: Pick<FunctionLog, 'text'>): boolean {
  try {
    return (JSON.parse(text) as { level?: unknown } | null)?.level !== 'INFO';
  } catch {
    return true;
  }
}
